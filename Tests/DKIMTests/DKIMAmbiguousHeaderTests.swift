import MailCryptography
import Testing

@testable import DKIM

/// Headers in which others may find other fields than were signed.
struct DKIMAmbiguousHeaderTests {
    /// What stands before a message that was signed, and what is wrong with the header then.
    struct Case: CustomTestStringConvertible, Sendable {
        var before = ""
        var header = "From: ada@example.com\r\n"
        var hasBareLineEnd = false
        var hasMalformedLine = false

        var testDescription: String { (before + header).debugDescription }
    }

    static let cases = [
        Case(), Case(before: "X-Foo: a\r\n"), Case(header: "From: ada@example.com"),
        Case(before: "X-Foo: a\nFrom: evil@bank.example\r\n", hasBareLineEnd: true),
        Case(before: "X-Foo: a\rFrom: evil@bank.example\r\n", hasBareLineEnd: true),
        Case(before: "X-Foo: a\r\r\n", hasBareLineEnd: true), Case(before: "X-Foo: a\n\r\n", hasBareLineEnd: true),
    ]

    @Test("a good signature is no pass where a line end is bare in the header", arguments: cases)
    func bare(example: Case) async throws {
        let key = try Fixtures.ed25519()
        let message = Array(example.header.utf8)
        let signed = try Fixtures.signer(key).sign(message, at: Fixtures.now)
        let whole = Array(example.before.utf8) + signed
        let verdict = try await DKIMVerifierTests.verdict(whole, Fixtures.table(for: key))
        #expect(verdict.hasBareLineEnd == example.hasBareLineEnd)
        #expect(!verdict.hasMalformedLine)
        #expect(verdict.result == (example.hasBareLineEnd ? .policy : .pass))
        #expect(verdict.reason == (example.hasBareLineEnd ? .headerAmbiguous : .verified))
        var options = DKIMVerifier.Options()
        options.danger.acceptsAmbiguousHeaders = true
        let accepted = try await DKIMVerifierTests.verdict(whole, Fixtures.table(for: key), options)
        #expect(accepted.result == .pass)
        #expect(accepted.hasBareLineEnd == example.hasBareLineEnd)
    }

    @Test("nor where a line ends the header that is no field, which is the beginning of the body then")
    func malformed() async throws {
        let key = try Fixtures.ed25519()
        let header = Array("From: a\r\n".utf8)
        let body = Array("no field\r\nFrom: evil@bank.example\r\n\r\nHi.\r\n".utf8)
        let signed = try Fixtures.signer(key).signature(of: header + [13, 10] + body, at: Fixtures.now) + header + body
        let verdict = try await DKIMVerifierTests.verdict(signed, Fixtures.table(for: key))
        #expect(verdict.result == .policy)
        #expect(verdict.reason == .headerAmbiguous)
        #expect(verdict.hasMalformedLine && !verdict.hasBareLineEnd)
        var options = DKIMVerifier.Options()
        options.danger.acceptsAmbiguousHeaders = true
        #expect(try await DKIMVerifierTests.verdict(signed, Fixtures.table(for: key), options).result == .pass)
    }

    @Test("a signature that is wrong stays what it is, and a bare line end in the body is none in the header")
    func otherwise() async throws {
        let key = try Fixtures.ed25519()
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let bare = Array("X: a\nb\r\n".utf8)
        let changed = try await DKIMVerifierTests.verdict(bare + signed + [97], Fixtures.table(for: key))
        #expect(changed.result == .fail)
        #expect(changed.reason == .bodyChanged)
        let message = Fixtures.message + Array("a\nb\rc".utf8)
        let body = try Fixtures.signer(key).sign(message, at: Fixtures.now)
        let verdict = try await DKIMVerifierTests.verdict(body, Fixtures.table(for: key))
        #expect(verdict.result == .pass)
        #expect(!verdict.hasBareLineEnd)
    }

    private static func isBare(_ header: [UInt8]) -> Bool { DKIMSigningStream.hasBareLineEnd(header.span) }

    @Test("lone line ends are found wherever they stand")
    func everyPlace() {
        for length in [1, 2, 15, 16, 17, 40, 130] {
            let plain = [UInt8](repeating: 97, count: length)
            #expect(!Self.isBare(plain))
            for place in 0..<length {
                for octet in [10, 13] as [UInt8] {
                    var bare = plain
                    bare[place] = octet
                    #expect(Self.isBare(bare))
                }
                guard place + 1 < length else { continue }
                var whole = plain
                (whole[place], whole[place + 1]) = (13, 10)
                #expect(!Self.isBare(whole))
                (whole[place], whole[place + 1]) = (10, 13)
                #expect(Self.isBare(whole))
            }
        }
        #expect(!Self.isBare([]))
    }
}
