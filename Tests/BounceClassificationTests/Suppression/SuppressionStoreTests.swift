import BounceClassification
import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite("A store of the suppression list")
struct SuppressionStoreTests {
    @Test("in memory keeps the contract")
    func memory() async throws {
        try await SuppressionStoreConformance { MemorySuppressionStore() }.check()
    }

    @Test("that keeps octets only keeps the contract")
    func octets() async throws {
        try await SuppressionStoreConformance { OctetSuppressionStore() }.check()
    }

    @Test("takes a refusal in and answers for the recipient, as the page shows")
    func example() async throws {
        let store: any SuppressionStore = MemorySuppressionStore()
        let keeper = SuppressionKeeper(store: store)
        let (now, reply) = (SuppressionSamples.now, "550 5.1.1 User unknown")
        let verdict = BounceClassifier.standard.classify(reply)
        let recipient = try Mailbox("Ada@example.com")
        let made = try await keeper.learn(from: verdict, reply: reply, of: recipient, at: now)
        let query = SuppressionQuery(try Mailbox("ada@EXAMPLE.com"), from: try DomainName("sender.example"))
        let entry = try #require(try await store.suppression(for: query, at: now))
        #expect(entry == made)
        #expect(
            entry.reply.description
                == "550 5.1.1 Recipient suppressed since 3 May 2026 until 1 Aug 2026 (unknownRecipient); "
                + "entry of the suppression list: ada@example.com for everybody")
        try await store.remove(entry.key)
        #expect(try await store.suppression(for: query, at: now) == nil)
    }

    @Test("in memory says when it is full, and goes on with whom it knows")
    func full() async throws {
        let store = MemorySuppressionStore(capacity: 1)
        let first = Suppression(try SuppressionSamples.key("a@x.example"), because: .person("x"), since: 0)
        let second = Suppression(try SuppressionSamples.key("b@x.example"), because: .person("x"), since: 0)
        try await store.put(first)
        await #expect {
            try await store.put(second)
        } throws: { ($0 as? SuppressionStoreError)?.kind == .full }
        try await store.put(first)
        #expect(await store.suppressions(after: nil, limit: 9) == [first])
        await store.remove(first.key)
        try await store.put(second)
        #expect(await store.suppressions(after: nil, limit: 9) == [second])
    }

    @Test("in memory takes many and finds them", .timeLimit(.minutes(10)))
    func many() async throws {
        let store = MemorySuppressionStore()
        let count = 20_000
        let recipients = try (0..<count).map { try Mailbox("user\($0 &* 7_919 % count)@d\($0 % 97).example") }
        for recipient in recipients {
            let key = SuppressionKey(SuppressionTarget(recipient))
            try await store.put(Suppression(key, because: .feedback(.abuse), since: 0))
        }
        var found = 0
        for recipient in recipients {
            let query = SuppressionQuery(recipient)
            if await store.suppression(for: query, at: 0) != nil { found += 1 }
        }
        #expect(found == count)
    }
}
