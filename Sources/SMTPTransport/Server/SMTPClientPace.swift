import NIOCore
import SMTPProtocol

/// Judges whether a client is too slow: silent before a command, or trickling a message.
///
/// One timer for each connection, which looks now and then; nothing is set anew for each command.
struct SMTPClientPace {
    private let commandTimeout: TimeAmount
    private let rateWindow: TimeAmount
    private let minimumOctets: Int
    /// When the client's turn began: it was greeted, or its last command or octets of a message were taken.
    private var waitingSince: NIODeadline = .now()
    private var windowStart: NIODeadline?
    private var windowOctets = 0
    private var pausedSince: NIODeadline?
    private var timer: Scheduled<Void>?

    init(limits: SMTPServerLimits) {
        commandTimeout = TimeAmount(limits.commandTimeout)
        rateWindow = TimeAmount(limits.rateWindow)
        minimumOctets = limits.minimumRate * Int(limits.rateWindow.components.seconds)
    }

    /// Notes what the client did since the last call.
    mutating func note(commands: Int, bodyOctets: Int, at now: NIODeadline) {
        guard commands > 0 || bodyOctets > 0 else { return }
        waitingSince = now
        windowOctets += bodyOctets
    }

    /// Has the pace judged when that can next lead to something.
    mutating func schedule(on eventLoop: any EventLoop, _ judge: @escaping @Sendable () -> Void) {
        if timer == nil { waitingSince = eventLoop.now }
        let windowEnd = (windowStart ?? eventLoop.now) + (minimumOctets > 0 ? rateWindow : commandTimeout)
        let wait = min(waitingSince + commandTimeout, windowEnd)
        timer = eventLoop.scheduleTask(deadline: max(wait, eventLoop.now + .milliseconds(1)), judge)
    }

    /// The last words to a client that is too slow, or nil.
    mutating func judge(at now: NIODeadline, isWaitingForUs: Bool, isReceivingMessage: Bool) -> SMTPReply? {
        if isWaitingForUs {
            waitingSince = now
            return nil
        }
        if now - waitingSince >= commandTimeout { return Self.silent }
        guard isReceivingMessage, minimumOctets > 0 else {
            windowStart = nil
            return nil
        }
        guard let start = windowStart else {
            (windowStart, windowOctets) = (now, 0)
            return nil
        }
        // A window is judged when it is over, and not before: else nobody would ever be judged who keeps the judge busy.
        guard now - start >= rateWindow else { return nil }
        defer { (windowStart, windowOctets) = (now, 0) }
        return windowOctets < minimumOctets ? Self.slow : nil
    }

    /// A new message begins: what came before belonged to another one.
    mutating func messageBegins() { windowStart = nil }

    /// We are waited for: the clock of the client stands still.
    mutating func pause(at now: NIODeadline) { pausedSince = now }

    /// It is the client's turn again.
    mutating func resume(at now: NIODeadline) {
        guard let paused = pausedSince else { return }
        pausedSince = nil
        waitingSince = now
        if let start = windowStart { windowStart = start + (now - paused) }
    }

    mutating func stop() {
        timer?.cancel()
        timer = nil
    }

    private static let silent = SMTPReply(421, .init(4, 4, 2), "You were silent for too long")
    private static let slow = SMTPReply(421, .init(4, 4, 2), "The message comes too slowly")
}
