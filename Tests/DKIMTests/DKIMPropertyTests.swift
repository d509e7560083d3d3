import InternetMessage
import MailCryptography
import TestSupport
import Testing

@testable import DKIM

/// What must hold for every message, however it is cut: the properties that a signature is for.
struct DKIMPropertyTests {
    private static let forms = [Canonicalization.simple, .relaxed]

    static func options(_ header: Canonicalization, _ body: Canonicalization) -> DKIMSigner.Options {
        var options = DKIMSigner.Options()
        options.headerCanonicalization = header
        options.bodyCanonicalization = body
        return options
    }

    /// A message of odd fields and an odd body.
    static func message(_ generator: inout SeededGenerator) -> [UInt8] {
        let values = ["a", "a b", "a  b", " a", "a\r\n b", "\r\n\ta \t", "", " ", "\u{E9}", "a:b;c=d", "x\r\n \r\n y"]
        let names = ["To", "Subject", "SUBJECT ", "X-Other", "Date", "Received", "subject\t", "List-Id", "Cc"]
        var message = Array("From: ada@example.com\r\n".utf8)
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let field =
                "\(names.randomElement(using: &generator) ?? ""):\(values.randomElement(using: &generator) ?? "")"
            message += Array("\(field)\r\n".utf8)
        }
        guard Int.random(in: 0..<10, using: &generator) > 0 else { return message }
        message += Array("\r\n".utf8)
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            let pieces = ["a", " ", "\t", "\r\n", "\r\n", ".", "\u{E9}", "  ", "From ", "\r", "\n", "word word", "\0"]
            message += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
        return message
    }

    @Test("a message cut in any way has the same signature, which passes", arguments: forms, forms)
    func chunking(header: Canonicalization, body: Canonicalization) async throws {
        var generator = SeededGenerator(seed: 11)
        for key in try Fixtures.keys() {
            let signer = try Fixtures.signer(key, Self.options(header, body))
            for _ in 0..<60 {
                let message = Self.message(&generator)
                let field = try signer.signature(of: message, at: Fixtures.now)
                var stream = signer.begin()
                for piece in generator.pieces(of: message, upTo: 7) { stream.update(piece) }
                #expect(try stream.finish(at: Fixtures.now) == field)
                let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
                let whole = await verifier.verify(field + message, at: Fixtures.now)
                #expect(whole.map(\.result) == [.pass], "\(Fixtures.text(field + message)): \(whole)")
                var verification = verifier.begin()
                for piece in generator.pieces(of: field + message, upTo: 7) { verification.update(piece) }
                #expect(await verification.finish(at: Fixtures.now) == whole)
            }
        }
    }

    /// What a signature protects of a message, in the plainest way and with nothing of what is tested: the canonical forms
    /// of what is signed.
    ///
    /// The signature itself is part of it: of the first field the form without the value of `b=`, and that value's
    /// Base64 text.
    static func protected(
        _ message: [UInt8], _ names: [String], _ header: Canonicalization, _ body: Canonicalization
    ) -> [[UInt8]]? {
        guard let parsed = try? MessageHeader(parsing: message), let own = parsed.fields.first else { return nil }
        guard let (unsigned, signature) = PlainHeader.withoutSignature(Array(own.octets)) else { return nil }
        var left = Array(parsed.fields.dropFirst())
        var parts = [PlainHeader.form(unsigned, header), signature]
        for name in names {
            guard let place = left.lastIndex(where: { $0.isNamed(name) }) else { continue }
            parts.append(PlainHeader.form(Array(left.remove(at: place).octets), header))
        }
        return parts + [CanonicalizationTests.plainBody(Array(message[parsed.bodyOffset...]), body)]
    }

    @Test("a changed octet that the canonical forms do not forgive breaks the signature", arguments: forms, forms)
    func changes(header: Canonicalization, body: Canonicalization) async throws {
        var generator = SeededGenerator(seed: 12)
        var (forgiven, broken) = (0, 0)
        // What others may read in another way is tested on its own.
        var accepting = DKIMVerifier.Options()
        accepting.danger.acceptsAmbiguousHeaders = true
        for key in try Fixtures.keys() {
            let signer = try Fixtures.signer(key, Self.options(header, body))
            let verifier = DKIMVerifier(keys: Fixtures.table(for: key), options: accepting)
            for _ in 0..<8 {
                let message = Self.message(&generator)
                let field = try signer.signature(of: message, at: Fixtures.now)
                let signed = field + message
                let names = await verifier.verify(signed, at: Fixtures.now).first?.signedFields ?? []
                let before = try #require(Self.protected(signed, names, header, body))
                // The last bits of the signature's text stand for nothing, and its padding may be missing.
                let last = (field.count - 5)..<(field.count - 2)
                for place in signed.indices where !last.contains(place) {
                    var changed = signed
                    let others: [UInt8] = [
                        0x20, 0x0D, 0x0A, 0x09, 0x41, 0x3A, changed[place] ^ 0x01, changed[place] ^ 0x20,
                    ]
                    changed[place] = others.filter { $0 != signed[place] }.randomElement(using: &generator) ?? 0
                    let isForgiven = Self.protected(changed, names, header, body) == before
                    let results = await verifier.verify(changed, at: Fixtures.now).map(\.result)
                    #expect(
                        (results.first == .pass) == isForgiven,
                        "octet \(place) of \(Fixtures.text(signed).debugDescription) as \(changed[place]): \(results)")
                    if isForgiven { forgiven += 1 } else { broken += 1 }
                }
            }
        }
        #expect(broken > 1_000 && forgiven > 10)
    }

    @Test("a change that others may read in another way is no pass, even where it is not signed")
    func ambiguous() async throws {
        let key = try Fixtures.ed25519()
        let message = Array("X-Note: one two\r\n".utf8) + Fixtures.message
        let signed = try Fixtures.signer(key).sign(message, at: Fixtures.now)
        let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
        let start = signed.count - message.count
        for place in start..<(start + 17) {
            for octet in [0x0A, 0x0D] as [UInt8] where signed[place] != octet {
                var changed = signed
                changed[place] = octet
                #expect(await verifier.verify(changed, at: Fixtures.now).bestResult != .pass, "octet \(place)")
            }
        }
    }

    @Test("what is put behind, before or between signed fields breaks an oversigned one")
    func added() async throws {
        let key = try Fixtures.ed25519()
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
        for name in DKIMSigner.Options.usualOversignedFields {
            let more = Array("\(name): another\r\n".utf8)
            let results = await verifier.verify(more + signed, at: Fixtures.now).map(\.result)
            #expect(results == [.fail], "\(name)")
        }
        #expect(await verifier.verify(Array("X-New: a\r\n".utf8) + signed, at: Fixtures.now).map(\.result) == [.pass])
    }
}
