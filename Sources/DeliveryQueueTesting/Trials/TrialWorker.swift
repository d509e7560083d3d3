import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// One task of a trial: works messages of its own and notes what the store answers.
struct TrialWorker: Sendable {
    /// A message that the worker knows.
    struct Known: Sendable {
        let id: MessageID
        let octets: [UInt8]
        /// Whether there is somebody to tell of failures.
        let hasSender: Bool
        var recipients: [StoredRecipient]

        var isOpen: Bool { recipients.contains { !$0.state.isSettled } }

        /// The indices of recipients that are in a state.
        func indices(of state: RecipientState) -> [Int] { recipients.indices.filter { recipients[$0].state == state } }
    }

    /// A change for the store, and as it is noted.
    struct Step {
        let change: QueueChange
        let note: AuditedCommit.Change
    }

    let name: String
    let round: TrialRound
    let store: any QueueStore
    var generator: SeededGenerator
    var known: [Known]
    private var serial = 0

    /// Makes a worker.
    ///
    /// - Parameters:
    ///   - name: tells its events from those of others, in all rounds.
    ///   - round: the round.
    ///   - store: the store.
    ///   - seed: decides what it does.
    ///   - messages: what it goes on with.
    init(name: String, round: TrialRound, store: any QueueStore, seed: UInt64, messages: [StoreHoldings.Message]) {
        self.name = name
        self.round = round
        self.store = store
        generator = SeededGenerator(seed: seed)
        known = messages.map { held in
            Known(
                id: held.stored.message.id, octets: held.content ?? [],
                hasSender: held.stored.message.reversePath != .null, recipients: held.stored.recipients)
        }
    }

    /// Takes up what was under way when the power was cut, as a queue does.
    mutating func resume() async {
        for index in known.indices {
            let lost = known[index].indices(of: .attempting)
            if !lost.isEmpty { await record(.interrupted, of: lost, at: index) }
        }
    }

    /// Works until the power is cut or so many steps are done.
    mutating func run(steps: Int) async {
        for _ in 0..<steps where !round.bench.isCut {
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<30: await accept()
            case ..<33: await repeatKey()
            case ..<55: await beginAttempt()
            case ..<77: await endAttempt()
            case ..<83: await handle()
            case ..<85: await tellOfDelay()
            case ..<89: await writeState()
            case ..<92: await maintain()
            case ..<97: await read()
            default: await tryNonsense()
            }
        }
    }

    /// What makes an event differ from all others.
    mutating func mark() -> String {
        serial += 1
        return "\(name).\(serial)"
    }

    /// The worker's place in a round: what it owns goes over to whoever has that place in a later round.
    var owner: String { String(name.split(separator: ".").last ?? "") }

    /// A time that depends on what was done before.
    var now: WallTime { TrialMessages.start + .seconds(Int64(serial)) }

    /// Records changes and notes what became of them.
    mutating func commit(_ steps: [Step], mayConflict: Bool = false) async -> AuditedCommit.Fate {
        let number = await round.journal.begin(steps.map(\.note))
        var fate = AuditedCommit.Fate.acknowledged
        do throws(QueueStoreError) {
            try await store.commit(steps.map(\.change))
        } catch {
            let isConflict = mayConflict && error.kind == .conflict
            fate = round.bench.isCut && !mayConflict ? .unknown : .refused
            if !isConflict { await judge(error, "a commit") }
        }
        await round.journal.end(number, as: fate)
        return fate
    }

    /// Notes an error that the state of the disk does not explain.
    func judge(_ error: QueueStoreError, _ what: String) async {
        if round.bench.isCut || (round.fault.isSurvived && error.isTemporary) { return }
        await round.journal.note("round \(round.number): \(what) was refused: \(error.kind), \(error)")
    }

    /// Records an event and follows it.
    ///
    /// - Parameters:
    ///   - kind: what happened.
    ///   - recipients: to whom.
    ///   - index: which of the known messages.
    mutating func record(_ kind: RecipientEvent.Kind, of recipients: [Int], at index: Int) async {
        let event = TrialMessages.event(kind, at: now, detail: mark())
        if await commit([step(event, of: recipients, at: index)]) == .acknowledged {
            follow(event, of: recipients, at: index)
        }
    }

    /// An event as a change.
    func step(_ event: RecipientEvent, of recipients: [Int], at index: Int) -> Step {
        let id = known[index].id
        return Step(
            change: .event(id, recipients: recipients, event), note: .event(id, recipients: recipients, event))
    }

    /// Brings what is known up to date after an event.
    mutating func follow(_ event: RecipientEvent, of recipients: [Int], at index: Int) {
        for recipient in recipients {
            if let next = known[index].recipients[recipient].after(event) { known[index].recipients[recipient] = next }
        }
    }

    /// A known message with a recipient in a state, chosen by chance.
    mutating func choose(_ state: RecipientState) -> Int? {
        known.indices.filter { !known[$0].indices(of: state).isEmpty }.randomElement(using: &generator)
    }
}
