/// Decides which of several connections to one host is used: events in, actions out; no clock, no network.
///
/// The addresses are tried in their order, each when the one before it has failed or has had its head start; the first
/// connection that is made is used (RFC 8305, section 5). Only the making of connections is raced: nothing is said on
/// one before it is used.
///
/// Guarantees, whatever the order of events: exactly one `use` or `fail`, when `start` was called; no address is tried
/// twice; every connection that was begun and is neither used nor failed is closed.
///
/// Events that do not fit change nothing.
struct ConnectRace: Sendable {
    /// What is to be done, in this order; complete.
    enum Action: Hashable, Sendable {
        /// The head start begins, in place of one that runs: `delayOver` is said when it is over.
        case awaitDelay
        /// A connection to the address of this index is begun: `connected` or `failed` is said of it.
        case connect(Int)
        /// The connection is the one.
        case use(Int)
        /// The connection, made or not, is closed.
        case close(Int)
        /// There is no connection to be had.
        case fail
    }

    /// Where one address stands.
    private enum Attempt: Sendable {
        /// To `pending` in its turn.
        case untried
        /// To `settled` when it was made, failed, or is closed.
        case pending
        /// Nothing more comes of it.
        case settled
    }

    private var attempts: [Attempt]
    /// Whether `use` or `fail` was given.
    private(set) var isOver = false
    /// The address whose connection is used.
    private var winner: Int?

    /// Makes a race that has not begun.
    ///
    /// - Parameter count: how many addresses there are; without any the race fails when it begins.
    init(count: Int) { attempts = Array(repeating: .untried, count: max(0, count)) }

    /// Begins with the first address.
    mutating func start() -> [Action] {
        guard !isOver, !attempts.contains(where: { $0 != .untried }) else { return [] }
        return attempts.isEmpty ? end(by: .fail) : tryNext()
    }

    /// The head start of the address tried last is over.
    mutating func delayOver() -> [Action] {
        guard !isOver, attempts.contains(.pending) else { return [] }
        return tryNext()
    }

    /// The connection could not be made.
    ///
    /// - Parameter index: the address.
    mutating func failed(_ index: Int) -> [Action] {
        guard !isOver, isPending(index) else { return [] }
        attempts[index] = .settled
        let next = tryNext()
        return next.isEmpty && !attempts.contains(.pending) ? end(by: .fail) : next
    }

    /// The connection was made; one that comes too late is closed.
    ///
    /// - Parameter index: the address.
    mutating func connected(_ index: Int) -> [Action] {
        guard !isOver else { return attempts.indices.contains(index) && index != winner ? [.close(index)] : [] }
        guard isPending(index) else { return [] }
        attempts[index] = .settled
        winner = index
        return end(by: .use(index))
    }

    /// Nobody wants the connection any more.
    mutating func cancel() -> [Action] { isOver ? [] : end(by: .fail) }

    private func isPending(_ index: Int) -> Bool { attempts.indices.contains(index) && attempts[index] == .pending }

    /// Begins with the next address, if there is one.
    private mutating func tryNext() -> [Action] {
        guard let index = attempts.firstIndex(of: .untried) else { return [] }
        attempts[index] = .pending
        return index == attempts.count - 1 ? [.connect(index)] : [.awaitDelay, .connect(index)]
    }

    private mutating func end(by result: Action) -> [Action] {
        isOver = true
        let losers = attempts.indices.filter { attempts[$0] == .pending }
        for index in losers { attempts[index] = .settled }
        return losers.map { .close($0) } + [result]
    }
}
