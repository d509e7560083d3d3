import MailAddressing
import MailCryptography
import Testing

@testable import DKIM

/// The verifier in the hands of those who look up keys themselves, and from many tasks at once.
struct DKIMVerificationStreamTests {
    static let name = "s1._domainkey.example.com"

    static func stream(_ message: [UInt8], _ options: DKIMVerifier.Options = .default) -> DKIMVerificationStream {
        var stream = DKIMVerifier(keys: KeyTable(), options: options).begin()
        stream.update(message)
        return stream
    }

    @Test("the names are asked for and the verdicts given as often as one likes")
    func again() async throws {
        let key = try Fixtures.ed25519()
        var stream = Self.stream(try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now))
        let names = stream.keyNames(at: Fixtures.now)
        #expect(names.map(\.text) == [Self.name])
        let answer = TextRecordAnswer.records([Array(DKIMKeyRecord.text(for: key).utf8)])
        let answers = names.map { (name: $0, answer: answer) }
        #expect(stream.verdicts(for: answers).map(\.result) == [.pass])
        #expect(stream.verdicts(for: answers).map(\.result) == [.pass])
        // What comes behind the end is no part of the message.
        stream.update(Array("more".utf8))
        #expect(stream.keyNames(at: Fixtures.now) == names)
        #expect(stream.verdicts(for: answers).map(\.result) == [.pass])
        #expect(await stream.finish(at: Fixtures.now).map(\.reason) == [.keyMissing])
        #expect(await stream.finish(at: Fixtures.now).map(\.reason) == [.keyMissing])
        #expect(stream.verdicts(for: answers).map(\.result) == [.pass])
    }

    @Test("a key without an answer could not be looked up for now")
    func missingAnswer() throws {
        let key = try Fixtures.ed25519()
        let other = try DKIMSigner(domain: "example.net", selector: "s1", key: key)
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        var stream = Self.stream(try other.signature(of: Fixtures.message, at: Fixtures.now) + signed)
        let names = stream.keyNames(at: Fixtures.now)
        #expect(names.count == 2)
        let answer = TextRecordAnswer.records([Array(DKIMKeyRecord.text(for: key).utf8)])
        let answers = names.filter { $0.text == Self.name }.map { (name: $0, answer: answer) }
        let verdicts = stream.verdicts(for: answers)
        #expect(verdicts.map(\.result) == [.temporaryError, .pass])
        #expect(verdicts.first?.reason == .keyUnavailable("no answer was given"))
    }

    @Test("a message that was not ended is not one without signatures")
    func notEnded() throws {
        for message in [[], Fixtures.message, try Fixtures.signer(Fixtures.ed25519()).sign(Fixtures.message, at: 0)] {
            let verdicts = Self.stream(message).verdicts(for: [])
            #expect(verdicts.map(\.result) == [.temporaryError])
        }
        var stream = Self.stream(Fixtures.message)
        #expect(stream.keyNames(at: Fixtures.now).isEmpty)
        #expect(stream.verdicts(for: []).isEmpty)
    }

    @Test("one verifier and one signer serve many tasks at once, good and bad signatures mixed")
    func concurrent() async throws {
        let keys = try Fixtures.keys()
        let signers = try keys.enumerated().map { number, key in
            try DKIMSigner(domain: "example.com", selector: "s\(number)", key: key)
        }
        var table = KeyTable()
        for (number, key) in keys.enumerated() {
            table.answers["s\(number)._domainkey.example.com"] = .records([Array(DKIMKeyRecord.text(for: key).utf8)])
        }
        var options = DKIMVerifier.Options()
        options.rememberedKeys = 1
        let verifier = DKIMVerifier(keys: table, options: options)
        let wrong = await withTaskGroup(of: [String].self) { group in
            for task in 0..<64 {
                group.addTask {
                    var wrong: [String] = []
                    for round in 0..<8 {
                        let message = Fixtures.message + Array("\(task) \(round)\r\n".utf8)
                        guard var signed = try? signers[(task + round) % 2].sign(message, at: Fixtures.now) else {
                            wrong.append("\(task) \(round) is not signed")
                            continue
                        }
                        let isBad = (task + round / 2) % 2 == 0
                        if isBad { signed[signed.count - 3] ^= 1 }
                        let verdicts = await verifier.verify(signed, at: Fixtures.now)
                        let expected: [DKIMVerdict.Reason] = [isBad ? .bodyChanged : .verified]
                        if verdicts.map(\.reason) != expected { wrong.append("\(task) \(round): \(verdicts)") }
                    }
                    return wrong
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }
}
