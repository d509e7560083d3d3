extension DNSCache {
    /// What is kept about a question.
    struct Entry: Sendable {
        /// The answer, denial or failure; the times to live in it are those at `agedAt`.
        private(set) var result: Result<DNSAnswer, DNSFailure>
        /// The moment for which the times to live are right.
        private(set) var agedAt: Moment
        /// When it no longer holds.
        let expires: Moment
        /// Before when a stale answer is given without asking, as servers have just failed.
        var retryAt: Moment
        /// When it was last put before the others; what is used more often than once a second stays where it is.
        var usedAt: Moment
        /// Its estimated size in bytes.
        var size: Int32 = 0

        /// Makes an entry.
        init(_ result: Result<DNSAnswer, DNSFailure>, at now: Moment, expires: Moment) {
            self.result = result
            agedAt = now
            usedAt = now
            self.expires = expires
            retryAt = expires
        }

        /// What stands in places that are free.
        static let nothing = Entry(.failure(.cancelled), at: Moment(.zero), expires: Moment(.zero))

        /// Whether this is a failure that states nothing about the name.
        var isTemporary: Bool {
            if case .failure(let failure) = result { failure.isTemporary } else { false }
        }

        /// The answer, if it has run out and may be given nevertheless.
        func staleAnswer(at now: Moment, within stale: Duration) -> DNSAnswer? {
            guard now >= expires, now < expires + stale, case .success(let answer) = result else { return nil }
            return answer
        }

        /// Lowers the times to live by the whole seconds that have passed.
        mutating func age(to now: Moment) {
            let seconds = (now.time - agedAt.time).wholeSeconds
            agedAt = agedAt + .seconds(seconds)
            switch result {
            case .success(let answer):
                result = .success(answer.mappingTimesToLive { $0 > seconds ? $0 - seconds : 0 })
            case .failure(let failure):
                guard let timeToLive = failure.denial?.timeToLive else { return }
                result = .failure(failure.settingTimeToLive(timeToLive > seconds ? timeToLive - seconds : 0))
            }
        }
    }
}

extension DNSAnswer {
    /// The answer with other times to live.
    func mappingTimesToLive(_ transform: (UInt32) -> UInt32) -> DNSAnswer {
        func mapped(_ records: [DNSRecord]) -> [DNSRecord] {
            guard !records.isEmpty else { return [] }
            return records.map {
                DNSRecord(name: $0.name, timeToLive: transform($0.timeToLive), data: $0.data)
            }
        }
        return DNSAnswer(
            records: mapped(records), canonicalName: canonicalName, aliases: mapped(aliases),
            timeToLive: transform(timeToLive), isAuthenticated: isAuthenticated)
    }
}

extension DNSFailure {
    /// The failure with another time to live, if it is a denial.
    func settingTimeToLive(_ timeToLive: UInt32) -> DNSFailure {
        guard let denial else { return self }
        let other = DNSDenial(
            canonicalName: denial.canonicalName, timeToLive: timeToLive, isAuthenticated: denial.isAuthenticated)
        if case .noSuchDomain = self { return .noSuchDomain(other) }
        return .noData(other)
    }
}

extension Duration {
    /// The whole seconds in it, within what a time to live can say.
    var wholeSeconds: UInt32 { UInt32(clamping: components.seconds) }
}
