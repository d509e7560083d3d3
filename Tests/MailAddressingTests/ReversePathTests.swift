import MailAddressing
import Testing

@Suite("A reverse path")
struct ReversePathTests {
    @Test("is null when empty (RFC 5321, section 4.5.5)")
    func null() throws {
        let path = try ReversePath("")
        #expect(path == .null)
        #expect(path.mailbox == nil)
        #expect(path.description == "")
    }

    @Test("is a mailbox otherwise, printed without brackets", arguments: ["ada@example.com", #""a b"@[192.0.2.1]"#])
    func mailbox(text: String) throws {
        let path = try ReversePath(text)
        #expect(path.mailbox?.description == text)
        #expect(path.description == text)
        #expect(try ReversePath(path.description) == path)
    }

    @Test(
        "is refused as a mailbox would be",
        arguments: [
            (" ", AddressError(.unexpectedOctet(32), at: 0)), ("<>", AddressError(.unexpectedOctet(60), at: 0)),
            ("ada", AddressError(.missingAt, at: 3)), ("ada@", AddressError(.empty, at: 4)),
        ] as [(String, AddressError)])
    func refused(text: String, error: AddressError) {
        #expect(throws: error) { try ReversePath(text) }
    }
}
