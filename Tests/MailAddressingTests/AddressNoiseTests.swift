import MailAddressing
import TestSupport
import Testing

/// The invariant: whatever the octets are, a parser answers with a value or with its own typed error, whose offset lies
/// within them; a value prints as text that reads back as itself.
@Suite("Noise")
struct AddressNoiseTests {
    static let alphabet: [String] = [
        "a", "Z", "0", "9", "-", "_", ".", "@", "\"", "\\", "[", "]", ":", "::", "IPv6:", "1.2.3.4", "/", " ", "\t",
        "\r\n", "\0", "\u{7F}", "\u{E9}", "\u{1F426}", "example", ".com", "255", "ffff", "%", "<", ">",
        // What internationalized names are made of: dots, marks, joiners, both directions, A-labels.
        "\u{3002}", "\u{301}", "\u{200D}", "\u{94D}", "\u{5D0}", "\u{661}", "\u{AD}", "\u{FDFA}", "xn--", "bcher-kva",
        "4db", "\u{1100}\u{1161}", "\u{85}", "e\u{323}\u{302}",
    ]

    @Test("is a mailbox or an error", arguments: 0..<2_000 as Range<UInt64>)
    func mailboxes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let noise = generator.octets(from: Self.alphabet, upTo: 12)
        for octets in [noise, Array("a@".utf8) + noise, Array("\"".utf8) + noise + Array("\"@x.example".utf8)] {
            switch mailbox(octets: octets) {
            case .success(let value):
                #expect(mailbox(value.description) == .success(value))
                #expect(value.localPart.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
                #expect(value.isInternationalized == value.localPart.utf8.contains { $0 > 127 })
                #expect(value.description.utf8.count <= Mailbox.maximumLength)
            case .failure(let error):
                #expect((0...octets.count).contains(error.offset))
            }
        }
    }

    @Test("is a domain, a mail host or an error", arguments: 0..<1_000 as Range<UInt64>)
    func hosts(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let noise = generator.octets(from: Self.alphabet, upTo: 8)
        for octets in [noise, Array("[".utf8) + noise + Array("]".utf8)] {
            switch host(octets: octets) {
            case .success(let value): #expect(host(value.description) == .success(value))
            case .failure(let error): #expect((0...octets.count).contains(error.offset))
            }
            let text = String(decoding: octets, as: UTF8.self)
            switch international(text) {
            case .success(let value):
                #expect(domain(value.text) == .success(value))
                #expect(international(value.text) == .success(value))
                #expect(international(value.unicodeText) == .success(value))
            case .failure(let error): #expect((0...text.utf8.count).contains(error.offset))
            }
            switch domain(octets: octets) {
            case .success(let value): #expect(domain(value.text) == .success(value))
            case .failure(let error): #expect((0...octets.count).contains(error.offset))
            }
        }
    }

    @Test("is an address, a block or nil", arguments: 0..<2_000 as Range<UInt64>)
    func addresses(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = ["0", "1", "9", "f", "ffff", ":", "::", ".", "255", "256", "1.2.3.4", "/", "/8", "-", " "]
        let text = String(decoding: generator.octets(from: alphabet, upTo: 12), as: UTF8.self)
        if let address = IPAddress(text) { #expect(IPAddress(address.description) == address) }
        if let network = IPNetwork(text) {
            #expect(IPNetwork(network.description) == network)
            #expect(network.contains(network.base))
        }
    }

    @Test("of a megabyte is refused at once")
    func large() {
        for octet in [UInt8(ascii: "a"), UInt8(ascii: "."), UInt8(ascii: "\""), UInt8(ascii: "["), 0, 255] {
            let octets = [UInt8](repeating: octet, count: 1_048_576)
            #expect(throws: AddressError.self) { try mailbox(octets: octets).get() }
            #expect(throws: AddressError.self) { try host(octets: octets).get() }
            #expect(throws: AddressError.self) { try domain(octets: octets).get() }
        }
        for piece in ["a", ".", "\u{E9}", "\u{3002}", "xn--"] {
            let text = String(repeating: piece, count: 1_048_576)
            #expect(throws: AddressError.self) { try DomainName(internationalized: text) }
        }
    }
}
