extension SevenBitConversionTests {
    static let mime = "MIME-Version: 1.0\n"
    static let quoted = "Content-Transfer-Encoding: quoted-printable\n"
    static let base64 = "Content-Transfer-Encoding: base64\n"
    static let unknown = "MIME-Version: 1.0\nContent-Type: text/plain; charset=unknown-8bit\n"

    /// Messages of one part.
    static let messages: [Case] = [
        Case("no MIME at all", "Subject: x\n\ncaf~\n", "Subject: x\n\(unknown)\(quoted)\ncaf=E9\n"),
        Case("no last line end", "Subject: x\n\ncaf~", "Subject: x\n\(unknown)\(quoted)\ncaf=E9"),
        Case("no header", "\ncaf~\n", "\(unknown)\(quoted)\ncaf=E9\n"),
        Case("a line that is no field", "A: 1\n~: 2\n", "A: 1\n\(unknown)\(quoted)\n=E9: 2\n"),
        Case("MIME without a type", "\(mime)\n~\n", "\(mime)\(quoted)\n=E9\n"),
        Case(
            "a type without MIME", "Content-Type: text/html\n\n~\n",
            "Content-Type: text/html\n\(mime)\(quoted)\n=E9\n"),
        Case(
            "the label is replaced in its place",
            "\(mime)content-transfer-encoding :\n 8BIT (really)\nContent-Type: text/plain\n\n~\n",
            "\(mime)\(quoted)Content-Type: text/plain\n\n=E9\n"),
        Case(
            "a label twice", "\(mime)Content-Transfer-Encoding: 8bit\nX: y\nContent-Transfer-Encoding: 7bit\n\n~\n",
            "\(mime)\(quoted)X: y\n\n=E9\n"),
        Case("odd fields stay", "\(mime)X :  a\n\tb  \nx:\n\n~\n", "\(mime)X :  a\n\tb  \nx:\n\(quoted)\n=E9\n"),
        Case(
            "what transport changes", "\(mime)\n.\n..\nFrom ~ \n>From\nFrom\n--\n-\n- \n=\t\n",
            "\(mime)\(quoted)\n=2E\n=2E.\n=46rom =E9=20\n>From\nFrom\n=2D-\n-\n-=20\n=3D=09\n"),
        Case(
            "no delimiter and no dot behind a soft break",
            "\(mime)\n" + String(repeating: "x", count: 75) + "--b\n" + String(repeating: "x", count: 75) + ".~\n",
            "\(mime)\(quoted)\n" + String(repeating: "x", count: 75) + "=\n=2D-b\n" + String(repeating: "x", count: 75)
                + "=\n=2E=E9\n"),
        Case(
            "76 characters are a line", "\(mime)\n" + String(repeating: "x", count: 76) + "\n~\n",
            "\(mime)\(quoted)\n" + String(repeating: "x", count: 76) + "\n=E9\n"),
        Case(
            "an image", "\(mime)Content-Type: image/png\nContent-Transfer-Encoding: binary\n\n~~~\n",
            "\(mime)Content-Type: image/png\n\(base64)\n6enpDQo=\n"),
        Case(
            "a type that is none", "\(mime)Content-Type: ;x\n\n~\n", "\(mime)Content-Type: ;x\n\(quoted)\n=E9\n"),
        Case(
            "a type before MIME", "\(mime)Content-Type: TEXT\n\n~\n", "\(mime)Content-Type: TEXT\n\(quoted)\n=E9\n"),
        Case(
            "an internationalized message", "\(mime)Content-Type: message/global\n\nSubject: ~\n",
            "\(mime)Content-Type: message/global\n\(quoted)\nSubject: =E9\n"),
    ]

    static let mixed = "\(mime)Content-Type: multipart/mixed; boundary=b\n"

    /// Messages with parts and messages inside.
    static let structures: [Case] = [
        Case(
            "only the part that must be", "\(mixed)\n--b\n\na\n--b\n\n~\n--b\nContent-Type: x/y\n\n~\n--b--\n",
            "\(mixed)\n--b\n\na\n--b\n\(quoted)\n=E9\n--b\nContent-Type: x/y\n\(base64)\n6Q==\n--b--\n"),
        Case(
            "parts without MIME", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n~\n--b--\n",
            "Content-Type: multipart/mixed; boundary=b\n\(mime)\n--b\n\(quoted)\n=E9\n--b--\n"),
        Case(
            "a stray CR before the line end of a delimiter", "\(mixed)\n--b\n\na\r\n--b--\n",
            "\(mixed)\n--b\n\(base64)\nYQ0=\n--b--\n"),
        Case(
            "the label of the whole", "\(mixed)Content-Transfer-Encoding: 8bit\n\n--b\n\n~\n--b--\n",
            "\(mixed)Content-Transfer-Encoding: 7bit\n\n--b\n\(quoted)\n=E9\n--b--\n"),
        Case(
            "a label that is true", "\(mixed)Content-Transfer-Encoding: 7bit (!)\n\n--b\n\n~\n--b--\n",
            "\(mixed)Content-Transfer-Encoding: 7bit (!)\n\n--b\n\(quoted)\n=E9\n--b--\n"),
        Case(
            "text around the parts", "\(mixed)\n~\n--b~\n-\n--b\n\na\n--b--\n~\n--b--~",
            "\(mixed)\n?\n?-b?\n-\n--b\n\na\n--b--\n?\n?-b--?"),
        Case(
            "a first line that must not become a field", "\(mixed)~: a\n--b\n\na\n--b--\n",
            "\(mixed)\n?: a\n--b\n\na\n--b--\n"),
        Case("no last delimiter", "\(mixed)\n--b\n\n~\n--b\nX: y", "\(mixed)\n--b\n\(quoted)\n=E9\n--b\nX: y"),
        Case(
            "base64 at the end without the last delimiter", "\(mixed)\n--b\nContent-Type: x/y\n\n~",
            "\(mixed)\n--b\nContent-Type: x/y\n\(base64)\n6Q==\n"),
        Case(
            "a part that begins without an empty line", "\(mixed)\n--b\na~b\n--b--\n",
            "\(mixed)\n--b\n\(quoted)\na=E9b\n--b--\n"),
        Case(
            "blanks behind the boundary",
            "\(mime)Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \t\n\n~\n--b-- \n",
            "\(mime)Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \t\n\(quoted)\n=E9\n--b-- \n"),
        Case(
            "comments, folding and quoting in the type",
            "\(mime)Content-Type: (x)Multipart (\")/ Mixed ; a=\";boundary=z\";\n\tBOUNDARY (;) = \"b\\b\n c\" (end\n\n"
                + "--bb c\n\n~\n--bb c--\n",
            "\(mime)Content-Type: (x)Multipart (\")/ Mixed ; a=\";boundary=z\";\n\tBOUNDARY (;) = \"b\\b\n c\" (end\n\n"
                + "--bb c\n\(quoted)\n=E9\n--bb c--\n"),
        Case(
            "a boundary without quotes that needs them",
            "\(mime)Content-Type: multipart/mixed; boundary=--=_a/b:c?\n\n----=_a/b:c?\n\n~\n----=_a/b:c?--",
            "\(mime)Content-Type: multipart/mixed; boundary=--=_a/b:c?\n\n----=_a/b:c?\n\(quoted)\n=E9\n"
                + "----=_a/b:c?--"),
        Case(
            "a boundary that begins like the one around it",
            "\(mixed)\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\n~\n--bb--\n--b\n\n~\n--b--\n",
            "\(mixed)\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\(quoted)\n=E9\n--bb--\n"
                + "--b\n\(quoted)\n=E9\n--b--\n"),
        Case(
            "an outer delimiter ends what is open inside",
            "\(mixed)\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n~\n--b\n\n--c\n\n~\n--b--\n",
            "\(mixed)\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\(quoted)\n=E9\n"
                + "--b\n\(quoted)\n=2D-c\n\n=E9\n--b--\n"),
        Case(
            "a delimiter that looks like a field",
            "\(mime)Content-Type: multipart/mixed; boundary=\"b:\"\n\n--b:\nX: y\n--b:\n\n~\n--b:--\n",
            "\(mime)Content-Type: multipart/mixed; boundary=\"b:\"\n\n--b:\nX: y\n--b:\n\(quoted)\n=E9\n--b:--\n"),
        Case(
            "a message inside", "\(mime)Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nA: 1\n\n~\n",
            "\(mime)Content-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\nA: 1\n\(unknown)\(quoted)\n=E9\n"),
        Case(
            "a message in a digest",
            "\(mime)Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: 1\n\n~\n--b\n\nA: 1\n\na\n--b--\n",
            "\(mime)Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: 1\n\(unknown)\(quoted)\n=E9\n"
                + "--b\n\nA: 1\n\na\n--b--\n"),
        Case(
            "a signed part that is 7-bit data",
            "\(mixed)\n--b\nContent-Type: multipart/signed; boundary=s\nContent-Transfer-Encoding: 8bit\n\n--s\n\n. \n"
                + "--s--\n--b\n\n~\n--b--\n",
            "\(mixed)\n--b\nContent-Type: multipart/signed; boundary=s\nContent-Transfer-Encoding: 8bit\n\n--s\n\n. \n"
                + "--s--\n--b\n\(quoted)\n=E9\n--b--\n"),
    ]
}
