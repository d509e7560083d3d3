import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct WallTimeTextTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (1_795_407_932_120, "2026-11-23T04:25:32.120Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
    ])
    func aMomentIsPrintedInUTC(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).description == text)
    }
}

@Suite struct MessageIDTests {
    @Test func textAndNumberGoBothWays() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<1_000 {
            let id = MessageID(number: Int64.random(in: 0...Int64.max, using: &random))
            #expect(id.description.count == 13)
            #expect(MessageID(id.description) == id)
            #expect(MessageID(id.description.uppercased()) == id)
        }
    }

    @Test(arguments: ["", "0", "0000000000000 ", "00000000000000", "000000000000u", "zzzzzzzzzzzzz", "⁰⁰⁰⁰"])
    func otherTextIsNoIdentifier(text: String) {
        #expect(MessageID(text) == nil)
    }

    @Test func identifiersOnlyGrowAlsoWhenTheClockStepsBack() {
        var generator = MessageIDGenerator()
        var random: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 5)
        generator.startAfter(MessageID(number: 77))
        var last = MessageID(number: 77)
        var milliseconds: Int64 = 1_800_000_000_000
        for step in 0..<10_000 {
            milliseconds += step % 100 == 0 ? -5_000 : Int64(step % 2)
            let id = generator.next(at: WallTime(milliseconds: milliseconds), using: &random)
            #expect(id > last)
            #expect(generator.hasMade(id))
            last = id
        }
        #expect(!generator.hasMade(MessageID(number: 77)))
    }
}

@Suite struct InjectionKeyTests {
    @Test func keysAreComparedByTheirOctets() throws {
        let (composed, decomposed) = (try #require(InjectionKey("\u{E9}")), try #require(InjectionKey("e\u{301}")))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
        #expect(InjectionKey(composed.text) == composed)
    }
}

@Suite("A message's time of release") struct ReleaseTimeTests {
    @Test("is kept where it comes after the acceptance, and is none otherwise", arguments: [-1, 0, 1] as [Int64])
    func normalised(seconds: Int64) throws {
        let wanted = TrialMessages.start + .seconds(seconds)
        let message = try TrialMessages.message(1, from: "", to: ["a@one.test"], releaseAt: wanted)
        #expect(message.releaseAt == (seconds > 0 ? wanted : nil))
        #expect(message.firstAttempt == (seconds > 0 ? wanted : TrialMessages.start))
        #expect(message.acceptance.nextAttempt == message.releaseAt)
    }
}

@Suite("What is known of an open recipient") struct OpenRecipientTests {
    @Test("comes from its message, and there is nothing to know of a settled one")
    func fromMessage() throws {
        let message = try TrialMessages.message(
            7, from: "\"S. Ender\"@Example.TEST", to: ["a@One.test", "b@[192.0.2.1]", "c@three.test"], priority: -4)
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        var stored = StoredMessage(message: message, recipients: [record, record, record])
        stored.recipients[2].state = .delivered
        let open = try #require(stored.openRecipient(at: 1))
        #expect(open.place == RecipientPlace(message: message.id, recipient: 1))
        #expect(open.host == "[192.0.2.1]" && open.sender == "\"s. ender\"@example.test")
        #expect(open.priority == -4 && open.recipientCount == 3)
        #expect(open.acceptedAt == message.acceptedAt && open.expiresAt == message.expiresAt)
        for index in [-1, 2, 3] { #expect(stored.openRecipient(at: index) == nil) }
    }
}
