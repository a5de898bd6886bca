//! Where text of a request goes.

use super::Checker::Types;

rules! {
    TextWritten {
        id: "SA0270",
        name: "text of a request in other text",
        what: "`Text` or `FileName` in `format!(..)`, or its `to_string()`.",
        why: "Text that a client wrote becomes SQL, a command or HTML where it is put together with such: injection.",
        risks: &[8],
        fix: "sqlx::query(\"SELECT id FROM notes WHERE title = ?\").bind(draft.title.as_str())",
        conformance: &[127],
        checked_by: Types,
    }
    TextAsPath {
        id: "SA0271",
        name: "text of a request as a path",
        what: "`Text` where a path is wanted, as in `folder.join(name)`.",
        why: "`../` and absolute paths lead out of the folder: path traversal.",
        risks: &[8],
        fix: "#[input]\nstruct Attachment {\n    file: FileName<80>,\n}\n\ntokio::fs::read(sent.file.within(\"/var/notes\"))",
        conformance: &[127],
        checked_by: Types,
    }
    TextAsArgument {
        id: "SA0272",
        name: "text of a request as an argument of a command",
        what: "`Text` where a command takes an argument, as in `command.arg(name)`.",
        why: "A value that begins with `-` is an option: `--output=/etc/..` instead of a name.",
        risks: &[8],
        fix: "#[input]\n#[serde(rename_all = \"snake_case\")]\nenum Format { Png, Jpeg }   // a closed set",
        conformance: &[127],
        checked_by: Types,
    }
}
