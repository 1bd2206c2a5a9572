//! Embeds the templates, so that the library needs no files at run time.

#[expect(clippy::disallowed_methods, reason = "the macro writes into the build folder")]
fn main() {
    minijinja_embed::embed_templates!("templates");
}
