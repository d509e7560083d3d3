import BounceClassification
import Testing

@Suite("Letters of servers")
struct ProseTests {
    @Test("name recipients and reasons", arguments: ProseLetter.all + ProseLetter.more)
    func reading(_ sample: ProseLetter) throws {
        let bounce = try #require(sample.letter.read(), "\(sample.letter.name)")
        #expect(bounce.kind == sample.kind, "\(sample.letter.name)")
        let found = bounce.recipients.map { "\($0.address) \($0.verdict.cause)" }
        #expect(found == sample.expected, "\(sample.letter.name): \(bounce)")
    }

    @Test("give the identifier of the message back")
    func identifier() throws {
        let letter = try #require(ProseLetter.all.first { $0.letter.name.contains("qmail") })
        #expect(letter.letter.read()?.originalMessageID == "1@example.org")
    }

    @Test("are never of a dead mailbox while they are tried")
    func delays() {
        for sample in ProseLetter.all where sample.kind == .delay {
            for recipient in sample.letter.read()?.recipients ?? [] {
                #expect(recipient.verdict.permanence == .temporary)
                #expect(recipient.verdict.action != .retry)
            }
        }
    }
}
