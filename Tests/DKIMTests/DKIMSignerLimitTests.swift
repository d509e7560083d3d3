import InternetMessage
import MailCryptography
import Testing

@testable import DKIM

/// What is not signed, as no verifier could pass it.
struct DKIMSignerLimitTests {
    static func field(_ name: String, count: Int) -> [UInt8] {
        Array(String(repeating: "\(name): a\r\n", count: count).utf8)
    }

    @Test("a signature that verifiers would not read is not made")
    func manyFields() async throws {
        let key = try Fixtures.ed25519()
        let signer = try Fixtures.signer(key)
        let problem = DKIMError.Problem.signatureTooLarge(limit: 65_536)
        let many = Self.field("From", count: 1) + Self.field("List-Unsubscribe-Post", count: 4_000)
        #expect(throws: DKIMError(problem)) { try signer.sign(many, at: Fixtures.now) }
        // The most that still fits does pass.
        var (most, tooMany) = (2_000, 4_000)
        while tooMany - most > 1 {
            let count = (most + tooMany) / 2
            let message = Self.field("From", count: 1) + Self.field("List-Unsubscribe-Post", count: count)
            if (try? signer.signature(of: message, at: Fixtures.now)) != nil { most = count } else { tooMany = count }
        }
        let message = Self.field("From", count: 1) + Self.field("List-Unsubscribe-Post", count: most)
        let signed = try signer.sign(message, at: Fixtures.now)
        #expect(signed.count - message.count > 65_000)
        let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
        #expect(await verifier.verify(signed, at: Fixtures.now).map(\.result) == [.pass])
    }

    @Test("a header that is beyond the limits with its signatures is not signed", arguments: [1, 2])
    func limits(count: Int) async throws {
        let key = try Fixtures.ed25519()
        let signer = try Fixtures.signer(key)
        func signatures(of message: [UInt8]) throws -> [UInt8] {
            var stream = DKIMSigningStream(signers: Array(repeating: signer, count: count))
            stream.update(message)
            return try stream.finish(at: Fixtures.now)
        }
        let from = Self.field("From", count: 1)
        let fields = from + Self.field("X", count: 10_000 - count - 1)
        let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
        let all = Array(repeating: DKIMResult.pass, count: count)
        #expect(await verifier.verify(try signatures(of: fields) + fields, at: Fixtures.now).map(\.result) == all)
        let many = fields + Self.field("X", count: 1)
        #expect(throws: DKIMError(.header(MessageError(.tooManyFields(limit: 10_000), at: 0)))) {
            try signatures(of: many)
        }
        let room = 1_048_576 - (try signatures(of: from)).count
        let long = Array("Y: ".utf8) + [UInt8](repeating: 97, count: room - from.count - 7) + [13, 10, 13, 10]
        let signed = try signatures(of: from + long) + from + long
        #expect(signed.count == 1_048_576)
        let passed = await verifier.verify(signed, at: Fixtures.now)
        #expect(passed.map(\.result) == all)
        let problem = MessageError.Problem.headerTooLarge(limit: 1_048_576)
        #expect(throws: DKIMError(.header(MessageError(problem, at: 1_048_576)))) {
            try signatures(of: from + Array("Z".utf8) + long)
        }
    }

    /// A key in the form of PKCS#1 whose numbers are of no use but have the right lengths.
    static func key(bits: Int) throws -> PrivateKey {
        func number(_ length: Int) -> [UInt8] {
            element(2, [0x00] + [UInt8](repeating: 0xC1, count: length))
        }
        func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
        let (whole, half) = (number(bits / 8), number(bits / 16))
        let numbers = [[2, 1, 0], whole, [2, 3, 1, 0, 1], whole, half, half, half, half, half] as [[UInt8]]
        let text = Base64.encode(element(0x30, Array(numbers.joined())))
        let pem = "-----BEGIN RSA PRIVATE KEY-----\n\(text)\n-----END RSA PRIVATE KEY-----\n"
        return try PrivateKey(pem: Array(pem.utf8))
    }

    @Test("a key that is longer than every verifier can use does not sign")
    func longKeys() throws {
        #expect(try Fixtures.signer(Self.key(bits: 4_096)).algorithm == .rsaSHA256)
        #expect(throws: DKIMError(.keyTooLong(bits: 4_112))) { try Fixtures.signer(Self.key(bits: 4_112)) }
    }

    @Test("an expiry lies behind the time of signing", arguments: [Int64.min, -1, 0, 1])
    func lifetime(seconds: Int64) throws {
        let signer = try Fixtures.signer(Fixtures.ed25519(), DKIMSigner.Options(lifetime: seconds))
        let tags = try DKIMSignerTests.tags(signer.signature(of: Fixtures.message, at: Fixtures.now))
        #expect(tags["x"] == Array("1700000001".utf8))
    }
}
