import BounceClassification
import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite("Who keeps the suppression list up")
struct SuppressionKeeperTests {
    private let now = SuppressionSamples.now
    private let day = SuppressionSamples.day

    private func learn(
        _ reply: String, _ keeper: SuppressionKeeper, at moment: Int64
    ) async throws -> Suppression? {
        try await keeper.learn(
            from: BounceClassifier.standard.classify(reply, at: .recipient), reply: reply,
            of: Mailbox("Ada@example.com"), at: moment)
    }

    private func state(_ store: any SuppressionStore) async throws -> SuppressionState {
        try await store.state(of: SuppressionSamples.key("ada@example.com"))
    }

    @Test(
        "makes an entry of a hard bounce at once",
        arguments: [
            ("550 5.1.1 User unknown", BounceCause.unknownRecipient),
            ("550 This account has been disabled", .inactiveMailbox),
        ])
    func hardBounce(reply: String, cause: BounceCause) async throws {
        let store = CountingSuppressionStore()
        let keeper = SuppressionKeeper(store: store)
        let entry = try #require(try await learn(reply, keeper, at: now))
        #expect(entry.key == (try SuppressionSamples.key("ada@example.com")))
        #expect(entry.reason == .bounce(cause, reply: reply) && entry.since == now && entry.expiry == now + 90 * day)
        #expect(try await state(store).suppression == entry)
        // What was under way confirms it.
        let confirmed = try #require(try await learn(reply, keeper, at: now + 1))
        #expect(confirmed.confirmations == 1)
        #expect(try await learn("452 4.2.2 Mailbox full", keeper, at: now + 2) == nil)
        // After it has run out, a strike and a delivery leave it as it is.
        #expect(try await learn("550", keeper, at: now + 90 * day) == nil)
        #expect(try await state(store).refusals != nil)
        #expect(try await learn("250 2.0.0 OK", keeper, at: now + 90 * day + 1) == nil)
        #expect(try await state(store) == SuppressionState(confirmed))
    }

    @Test(
        "makes one of weak words when there are enough of them, and says so then only",
        arguments: [("550", 1, 5), ("452 4.2.2 Mailbox full", 3, 8)] as [(String, Int64, Int)])
    func strikes(reply: String, days: Int64, number: Int) async throws {
        let store = CountingSuppressionStore()
        let keeper = SuppressionKeeper(store: store)
        for index in 1...number + 2 {
            let entry = try await learn(reply, keeper, at: now + Int64(index) * days * day)
            #expect((entry != nil) == (index == number), "the refusal \(index)")
        }
        #expect(try await state(store).suppression?.reason.text == reply)
    }

    @Test("forgets strikes when mail is delivered")
    func delivered() async throws {
        let store = CountingSuppressionStore()
        let keeper = SuppressionKeeper(store: store)
        for index in 0..<4 { #expect(try await learn("550", keeper, at: now + Int64(index) * day) == nil) }
        #expect(try await state(store).refusals != nil)
        #expect(try await learn("250 2.0.0 OK", keeper, at: now + 4 * day) == nil)
        #expect(try await state(store).isEmpty)
    }

    @Test(
        "asks nothing of the list where nothing follows",
        arguments: [
            "554 5.7.1 Client host blocked using zen.example", "450 4.1.1 User unknown", "421 4.7.0 Try again later",
            "550 5.1.2 Domain not found", "550 5.7.1 Message looks like spam", "",
        ])
    func nothing(reply: String) async throws {
        let store = CountingSuppressionStore()
        #expect(try await learn(reply, SuppressionKeeper(store: store), at: now) == nil)
        #expect(await store.askedCount == 0)
    }

    @Test("learns nothing from what the list itself led to")
    func ownWords() async throws {
        let store = CountingSuppressionStore()
        for entry in try SuppressionSamples.entries() {
            #expect(try await learn(entry.reply.description, SuppressionKeeper(store: store), at: now) == nil)
        }
        #expect(await store.askedCount == 0)
    }

    @Test(
        "takes a complaint for one about the sender's domain",
        arguments: [
            (FeedbackType.abuse, "Sender.example", true), (.optOut, "sender.example", true), (.abuse, nil, true),
            (.notSpam, "sender.example", false), (.virus, nil, false),
        ] as [(FeedbackType, String?, Bool)])
    func complaints(type: FeedbackType, sender: String?, isLearnt: Bool) async throws {
        let store = CountingSuppressionStore()
        let domain = try sender.map { try DomainName($0) }
        let keeper = SuppressionKeeper(store: store)
        let recipient = try Mailbox("ada@example.com")
        let entry = try await keeper.learn(complaint: type, text: "by a loop", of: recipient, from: domain, at: now)
        guard isLearnt else {
            #expect(entry == nil)
            #expect(await store.askedCount == 0)
            return
        }
        #expect(entry?.key == (try SuppressionSamples.key("ada@example.com", for: scope(domain))))
        #expect(entry?.reason == .feedback(type, text: "by a loop") && entry?.expiry == nil)
        let concerned = SuppressionQuery(recipient, from: domain)
        #expect(try await store.suppression(for: concerned, at: now) == entry)
        let other = SuppressionQuery(recipient, from: try DomainName("other.example"))
        #expect(try await store.suppression(for: other, at: now) == (domain == nil ? entry : nil))
    }

    private func scope(_ domain: DomainName?) -> SuppressionScope { domain.map { .senderDomain($0) } ?? .everybody }

    @Test("follows the policy that it was given")
    func policy() async throws {
        let store = CountingSuppressionStore()
        let policy = SuppressionPolicy(weakRefusals: StrikeRule(threshold: 1, spacing: 0, memory: 1), complaints: [])
        let keeper = SuppressionKeeper(store: store, policy: policy)
        #expect(try await learn("550", keeper, at: now)?.since == now)
        let recipient = try Mailbox("ada@example.com")
        #expect(try await keeper.learn(complaint: .abuse, of: recipient, from: nil, at: now) == nil)
    }

    @Test("says why nothing was learnt where the list fails")
    func failing() async throws {
        let error = SuppressionStoreError(.full, "no room")
        let keeper = SuppressionKeeper(store: CountingSuppressionStore(failure: error))
        await #expect(throws: error) { try await learn("550 5.1.1 User unknown", keeper, at: now) }
    }
}
