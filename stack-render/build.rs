//! Embeds the templates, so that the library needs no files at run time.

fn main() {
    minijinja_embed::embed_templates!("templates");
}
