internal import MailCryptography

extension MTASTSResolver {
    /// Renews policies before they expire (RFC 8461, sections 3.3 and 10.2), until the task is cancelled.
    ///
    /// It sleeps until the next policy is due: about a day after the last fetch, and sooner after one that failed. The
    /// record is looked up, and the policy fetched whatever the DNS says, so that nobody who keeps the record from us
    /// can let a policy run out. Half of `Options.fetches` policies are renewed at a time, however many other domains
    /// wait to be fetched. It returns when the storage has been told what was fetched so far.
    public func run() async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            let number = state.nextNumber()
            state.renewers[number] = wake
            return number
        }
        var iterator = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            let pause = beginRenewals()
            let timer = pause.map { pause in
                Task {
                    await clock.sleep(pause)
                    if !Task.isCancelled { wake.yield() }
                }
            }
            let isOver = await iterator.next() == nil
            timer?.cancel()
            if isOver { break }
        }
        state.withLock { $0.renewers[number] = nil }
        await flush()
    }

    /// Begins what is due; gives how long to sleep, or nil to sleep until a search has ended.
    private func beginRenewals() -> Duration? {
        let limit = options.renewals
        while true {
            let now = clock.now()
            switch changing({ $0.beginRenewal(limit: limit, at: now) }) {
            case .search(let search):
                start(search)
                continue
            case .promoted(let turn):
                turn?.finish(true)
                continue
            case nil: break
            }
            return state.withLock { state in
                guard state.renewals.count < limit, !state.isShutDown, let next = state.table.nextDue else {
                    return nil
                }
                return min(.seconds(max(1, next - now)), Self.longestSleep)
            }
        }
    }

    /// One hour: a clock that is set meanwhile is noticed that late.
    private static let longestSleep = Duration.seconds(3_600)
}
