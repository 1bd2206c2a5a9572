//! Text that some interpreter on the way would take for its own.

use crate::value::Line;
use proptest::{char, collection::vec, prelude::*, sample::select};

/// What YAML, Jinja, compose, Caddy, shells, SQL or systemd have a meaning for.
const MEANINGFUL: &[&str] = &[
    "\"",
    "'",
    "''",
    "{{ x }}",
    "{% if x %}",
    "{# c #}",
    "{",
    "}",
    "{{",
    "}}",
    "{'{{'}",
    "${HOME}",
    "${HOME:-x}",
    "$$",
    "$",
    "$HOME",
    "$(id)",
    "%",
    "%%",
    "%h",
    "\\",
    "\\n",
    "\\u0041",
    "\\\\",
    "`id`",
    "`",
    "é",
    "日本",
    "🦀",
    " ",
    "  ",
    "#",
    " # x",
    ": ",
    ":",
    "- ",
    "-",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "?",
    "@",
    "yes",
    "no",
    "null",
    "012",
    "12:30",
    "1e3",
    "1_000",
    "~",
    ",",
    "[",
    "]",
    "<<",
    "=",
    "---",
    "...",
    "EOF",
    "--",
    ";",
    "\u{a0}",
    "\u{301}",
    "x",
    "a b",
    "{vars.x}",
    "{$HOME}",
    "<%= x %>",
    "/",
    "/*",
];

/// What cannot be seen, and yet may stand in the value of a variable.
const INVISIBLE: &[&str] =
    &["\t", "\u{2028}", "\u{2029}", "\u{feff}", "\u{200b}", "\u{202e}", "\u{fffd}", "\u{fffe}", "\u{10ffff}"];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(MEANINGFUL).prop_map(str::to_owned),
        2 => vec(char::range(' ', '~'), 1..6).prop_map(String::from_iter),
        1 => char::any().prop_filter("control characters are refused", |c| !c.is_control()).prop_map(String::from),
    ]
}

/// The value of a variable: one line, with anything in it that a program on the way may take for its own.
pub fn literal() -> impl Strategy<Value = String> {
    let invisible = select(INVISIBLE).prop_map(str::to_owned);
    vec(prop_oneof![12 => piece(), 1 => invisible], 0..6).prop_map(|pieces| pieces.concat())
}

/// A line for people: the same, without what cannot be seen.
pub fn line() -> impl Strategy<Value = Line> {
    vec(piece(), 0..6).prop_map(|pieces| {
        let visible =
            pieces.concat().chars().filter(|c| Line::new(format!("x{c}")).is_ok()).collect::<String>();
        Line::new(format!("{visible}.")).expect("a full stop can be seen")
    })
}

/// Tokens of YAML and keys of the format in any order: almost never a stack, and often almost one.
pub fn soup() -> impl Strategy<Value = String> {
    const TOKENS: &[&str] = &[
        "format: 1\n",
        "project: ",
        "name: ",
        "hosts:",
        "services:\n",
        "  x:\n",
        "    image: ",
        "environments:",
        "routes:\n",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        ":",
        "? ",
        "&a ",
        "*a",
        "!!str ",
        "!t ",
        "<<: ",
        "|\n",
        ">-\n",
        "\"",
        "'",
        "# c\n",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "\t",
        "\r\n",
        "é",
        "🦀",
        "\u{feff}",
        "\u{2028}",
        "null",
        "~",
        "1",
        "-0",
        "0x1F",
        "1e9",
        "true",
        "a",
        "postgresql",
        "\\",
        "@",
        "`",
        "\u{85}",
        "\0",
    ];
    vec(select(TOKENS), 0..40).prop_map(|tokens| tokens.concat())
}
