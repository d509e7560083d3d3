import Testing

@testable import ReferenceServer

/// Line ends of messages from files.
@Suite("The line ends of messages from files")
struct DKIMMessageFileTests {
    /// A file, what becomes of it, and what is said; `asIs` is what is said where it is taken as it is.
    struct Example: CustomTestStringConvertible, Sendable {
        var file: String
        var message: String
        var said: [String] = []
        var asIs: [String] = []

        var testDescription: String { file.debugDescription }
    }

    @Test(
        "a file whose lines all end with LF alone is given CRLF, and no other is touched",
        arguments: [
            Example(
                file: "A: b\nC: d\r\n\n", message: "A: b\nC: d\r\n\n",
                said: ["a: 2 lines end with LF alone and were left so, as others end with CRLF"],
                asIs: ["a: 2 lines end with LF alone and were left so, as others end with CRLF"]),
            Example(
                file: "A: b\nC: d\n\n", message: "A: b\r\nC: d\r\n\r\n",
                said: [
                    "a: 3 lines that ended with LF alone were given CRLF, as on the wire (--as-is leaves what is there)"
                ],
                asIs: ["a: 3 lines end with LF alone and were left so (without --as-is: CRLF, as on the wire)"]),
            Example(
                file: "A: b\n", message: "A: b\r\n",
                said: [
                    "a: 1 line that ended with LF alone was given CRLF, as on the wire (--as-is leaves what is there)"
                ],
                asIs: ["a: 1 line ends with LF alone and was left so (without --as-is: CRLF, as on the wire)"]),
            Example(
                file: "A: b\r\n\r\none\ntwo\r\n", message: "A: b\r\n\r\none\ntwo\r\n",
                said: ["a: 1 line ends with LF alone and was left so, as others end with CRLF"],
                asIs: ["a: 1 line ends with LF alone and was left so, as others end with CRLF"]),
            Example(file: "A: b\r\n\r\none\r\n", message: "A: b\r\n\r\none\r\n"),
            Example(
                file: "\nb", message: "\r\nb",
                said: [
                    "a: 1 line that ended with LF alone was given CRLF, as on the wire (--as-is leaves what is there)"
                ],
                asIs: ["a: 1 line ends with LF alone and was left so (without --as-is: CRLF, as on the wire)"]),
            Example(file: "A: b\rC: d", message: "A: b\rC: d"), Example(file: "", message: ""),
        ])
    func lineEnds(example: Example) {
        let octets = Array(example.file.utf8)
        let file = DKIMMessageFile(path: "a", octets: octets, isTakenAsIs: false)
        #expect(file.octets == Array(example.message.utf8))
        #expect(DKIMLineEnds.lines([(file.name, file.lineEnds)]) == example.said)
        let asIs = DKIMMessageFile(path: "a", octets: octets, isTakenAsIs: true)
        #expect(asIs.octets == octets)
        #expect(DKIMLineEnds.lines([(asIs.name, asIs.lineEnds)]) == example.asIs)
    }

    @Test("of several messages it is said how many they are")
    func several() {
        let messages = [
            DKIMLineEnds(changed: 2, isOfHost: true), DKIMLineEnds(), DKIMLineEnds(changed: 1, isOfHost: true),
            DKIMLineEnds(left: 1),
        ]
        #expect(
            DKIMLineEnds.lines(messages.map { ("a", $0) }) == [
                "2 of 4 messages had lines that ended with LF alone, which were given CRLF, as on the wire"
                    + " (--as-is leaves what is there)",
                "1 of 4 messages have lines that end with LF alone, which were left so",
            ])
        #expect(DKIMLineEnds.lines([("a", DKIMLineEnds()), ("b", DKIMLineEnds())]) == [])
        #expect(DKIMLineEnds.lines([]) == [])
    }

    @Test(
        "a path in a hint is one word of a shell",
        arguments: [
            ("s1.pem", "s1.pem"), ("/a/b-c_d.pem", "/a/b-c_d.pem"), ("a b.pem", "'a b.pem'"), ("", "''"),
            ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"), ("~", "'~'"), ("a;b", "'a;b'"), ("caf\u{E9}", "caf\u{E9}"),
            ("a\u{1B}b", "'a?b'"),
        ])
    func argument(path: String, shown: String) {
        #expect(DKIMKeyFile.argument(path) == shown)
    }
}
