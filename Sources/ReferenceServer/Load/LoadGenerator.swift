import Foundation

/// Sends a load over kept connections from one thread, and times each acceptance.
///
/// It shares the machine with the server that it measures: message and envelope are made once, one thread waits for all
/// connections at once, and nothing is allocated for a message. All sessions are greeted before the first message goes
/// out. A time begins when the final dot is handed to the system and ends when its reply is read.
struct LoadGenerator {
    /// A connection with its dialogue and what is still to be sent on it.
    private struct Session {
        let socket: LoadSocket
        var dialogue: LoadDialogue
        var outgoing: [UInt8] = []
        var sent = 0
        /// Whether `outgoing` ends with the final dot.
        var endsMessage = false
        /// When the final dot was handed to the system.
        var dotAt: UInt64 = 0
        var isInTransaction = false
        var isOver = false
    }

    /// Text of the last refusal or loss.
    private(set) var lastFailure: String?

    private let plan: LoadPlan
    private var sessions: [Session] = []
    /// How many sessions are not over.
    private var open = 0
    private var greeted = 0
    private var begun = 0
    private var accepted = 0
    private var failed = 0
    private var times: [UInt64] = []
    /// When the measuring began, 0 before.
    private var measuredFrom: UInt64 = 0
    private var lastAcceptance: UInt64 = 0
    private var hasBegun = false
    /// How long all sessions together may be silent: longer than a server's sync ever takes.
    private static let patience: Int32 = 60_000

    /// Connects all sessions.
    ///
    /// - Parameters:
    ///   - plan: what is sent.
    ///   - host: the server's address as text.
    ///   - port: its port.
    /// - Throws: `CommandFailure` when it cannot be connected to.
    init(plan: LoadPlan, host: String, port: Int) throws(CommandFailure) {
        self.plan = plan
        times.reserveCapacity(65_536)
        for _ in 0..<plan.sessions {
            do throws(CommandFailure) {
                let socket = try LoadSocket(host: host, port: port)
                sessions.append(Session(socket: socket, dialogue: LoadDialogue(plan: plan)))
            } catch {
                closeAll()
                throw error
            }
        }
        open = sessions.count
    }

    /// Sends the load, to its end; called once.
    ///
    /// - Returns: what was measured; what was refused or lost counts in it.
    /// - Throws: `CommandFailure` when nobody says anything for a minute, or a session is not greeted.
    mutating func run() throws(CommandFailure) -> LoadResult {
        defer { closeAll() }
        let processorBefore = Self.processorSeconds()
        var waiting = sessions.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
        defer { buffer.deallocate() }
        while open > 0 {
            let ready = poll(&waiting, nfds_t(waiting.count), Self.patience)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { throw .operational("the server says nothing for \(Self.patience / 1_000) s") }
            for index in waiting.indices where waiting[index].revents != 0 {
                if waiting[index].revents & Int16(POLLOUT) != 0 { push(index) }
                if waiting[index].revents & ~Int16(POLLOUT) != 0 { pull(index, buffer) }
                update(&waiting[index], for: index)
            }
            if hasBegun { continue }
            if let lastFailure { throw .operational("a session is not greeted: \(lastFailure)") }
            guard greeted == sessions.count else { continue }
            beginAll()
            for index in waiting.indices { update(&waiting[index], for: index) }
        }
        return result(since: processorBefore)
    }

    /// Says what the system is to watch a session for.
    private func update(_ waiting: inout pollfd, for index: Int) {
        // The system passes over negative numbers.
        if sessions[index].isOver { waiting.fd = -1 }
        let hasMore = sessions[index].sent < sessions[index].outgoing.count
        waiting.events = Int16(hasMore ? POLLIN | POLLOUT : POLLIN)
    }

    private mutating func beginAll() {
        hasBegun = true
        if plan.warmUp == 0 { measuredFrom = Self.now() }
        for index in sessions.indices { goOn(index) }
    }

    /// Begins the session's next message, or ends it.
    private mutating func goOn(_ index: Int) {
        guard mayBegin() else { return send(sessions[index].dialogue.quit(), on: index) }
        begun += 1
        sessions[index].isInTransaction = true
        send(sessions[index].dialogue.begin(), on: index)
    }

    private func mayBegin() -> Bool {
        switch plan.extent {
        case .messages(let count): begun < plan.warmUp + count
        case .time(let time): measuredFrom == 0 || Self.now() < measuredFrom + time
        }
    }

    private mutating func send(_ octets: [UInt8], on index: Int, endsMessage: Bool = false) {
        sessions[index].outgoing = octets
        sessions[index].sent = 0
        sessions[index].endsMessage = endsMessage
        push(index)
    }

    private mutating func push(_ index: Int) {
        guard !sessions[index].isOver, sessions[index].sent < sessions[index].outgoing.count else { return }
        if sessions[index].endsMessage { sessions[index].dotAt = Self.now() }
        let session = sessions[index]
        guard let count = session.socket.send(session.outgoing, from: session.sent) else {
            return end(index, "the connection is lost: \(String(cString: strerror(errno)))")
        }
        sessions[index].sent += count
    }

    private mutating func pull(_ index: Int, _ buffer: UnsafeMutableRawBufferPointer) {
        guard !sessions[index].isOver else { return }
        guard let count = sessions[index].socket.receive(into: buffer) else {
            return end(index, "the server closed the connection")
        }
        let octets = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        var position = 0
        while let step = sessions[index].dialogue.next(in: octets, from: &position) { take(step, on: index) }
    }

    private mutating func take(_ step: LoadDialogue.Step, on index: Int) {
        switch step {
        case .send(let octets): send(octets, on: index)
        case .sendContent: send(plan.content, on: index, endsMessage: true)
        case .accepted:
            note(index)
            goOn(index)
        case .refused(let reply, let octets):
            fail(index, reply)
            send(octets, on: index)
        case .ready:
            guard hasBegun else {
                greeted += 1
                return
            }
            goOn(index)
        case .ended(let reply): end(index, reply)
        }
    }

    /// Counts an acceptance, and its time where it is measured.
    private mutating func note(_ index: Int) {
        let now = Self.now()
        accepted += 1
        sessions[index].isInTransaction = false
        if measuredFrom == 0 {
            if accepted + failed >= plan.warmUp { measuredFrom = now }
            return
        }
        if case .time(let time) = plan.extent, now > measuredFrom + time { return }
        lastAcceptance = now
        times.append(now - sessions[index].dotAt)
    }

    private mutating func fail(_ index: Int, _ reason: String) {
        sessions[index].isInTransaction = false
        failed += 1
        lastFailure = reason
        // A server that refuses everything must not warm up for ever.
        if hasBegun, measuredFrom == 0, accepted + failed >= plan.warmUp { measuredFrom = Self.now() }
    }

    private mutating func end(_ index: Int, _ reason: String?) {
        guard !sessions[index].isOver else { return }
        sessions[index].isOver = true
        open -= 1
        guard let reason else { return }
        if sessions[index].isInTransaction { fail(index, reason) } else { lastFailure = reason }
    }

    private func result(since processorBefore: Double) -> LoadResult {
        var measured = lastAcceptance > measuredFrom ? lastAcceptance - measuredFrom : 0
        if case .time(let time) = plan.extent, failed == 0 || measured > 0 { measured = time }
        return LoadResult(
            times: times, nanoseconds: times.isEmpty ? 0 : measured, acceptedInAll: accepted, failed: failed,
            isPipelined: sessions.contains { $0.dialogue.isPipelined },
            processorSeconds: Self.processorSeconds() - processorBefore)
    }

    private func closeAll() {
        for session in sessions { close(session.socket.descriptor) }
    }

    /// Nanoseconds of a clock that only goes forward.
    private static func now() -> UInt64 { time(of: CLOCK_MONOTONIC) }

    /// The processor time of this process, the system's part among it.
    private static func processorSeconds() -> Double { Double(time(of: CLOCK_PROCESS_CPUTIME_ID)) / 1e9 }

    private static func time(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
