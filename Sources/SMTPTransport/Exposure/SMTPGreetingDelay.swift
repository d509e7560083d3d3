import NIOCore
import SMTPProtocol

/// What a greeting waits for: the time that strangers wait, and the judge's word; on one event loop only.
///
/// A judge that takes too long has no word: the client is let in.
final class SMTPGreetingDelay {
    private var isTimeOver: Bool
    private var verdict: SMTPReply??
    private var timers: [Scheduled<Void>] = []
    private var judging: Task<Void, Never>?
    private var finish: ((SMTPReply?) -> Void)?

    init(
        _ exposure: SMTPExposure, for connection: SMTPConnection, on eventLoop: any EventLoop,
        finish: @escaping (SMTPReply?) -> Void
    ) {
        self.finish = finish
        isTimeOver = exposure.greetingDelay <= .zero
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        if !isTimeOver {
            timers.append(
                eventLoop.scheduleTask(in: TimeAmount(exposure.greetingDelay)) {
                    bound.value.isTimeOver = true
                    bound.value.proceed()
                })
        }
        guard let judge = exposure.judge else {
            verdict = .some(nil)
            return
        }
        timers.append(
            eventLoop.scheduleTask(in: TimeAmount(exposure.judgeTimeout)) { bound.value.take(nil) })
        judging = Task {
            let reply = await judge(connection)
            eventLoop.execute { bound.value.take(reply) }
        }
    }

    /// The client is gone, or is not greeted.
    func cancel() {
        finish = nil
        for timer in timers { timer.cancel() }
        judging?.cancel()
    }

    private func take(_ reply: SMTPReply?) {
        guard verdict == nil else { return }
        verdict = .some(reply)
        proceed()
    }

    private func proceed() {
        guard isTimeOver, let verdict, let finish else { return }
        cancel()
        finish(verdict)
    }
}
