internal import MailAddressing

extension CachingResolver {
    /// A caller's place among those who wait for a query.
    struct Place: Sendable {
        /// The question.
        let key: DNSQuestionKey
        /// The number of the query, as a later one may have the same question.
        let number: UInt64
        /// The caller.
        let waiter: QueryWaiter
        /// Whether the caller is the first and has to start the query.
        var startsQuery = false
        /// Whether the caller has to start the timer after which a stale answer is given.
        var startsTimer = false
    }

    /// What becomes of a call.
    enum Step: Sendable {
        case answer(Result<DNSAnswer, DNSFailure>)
        case wait(Place)
    }

    /// An answer and those who get it.
    struct Delivery: Sendable {
        /// The answer.
        let result: Result<DNSAnswer, DNSFailure>
        /// Who waits.
        let waiters: [QueryWaiter]
        /// The timer that is not needed any more.
        var timer: Task<Void, Never>?

        /// Resumes everyone; not to be called under a lock.
        func deliver() {
            timer?.cancel()
            for waiter in waiters { waiter.finish(result) }
        }
    }

    /// A query under way.
    private struct Flight: Sendable {
        let number: UInt64
        var waiters: [ObjectIdentifier: QueryWaiter] = [:]
        /// What is given when servers fail or are slow.
        var stale: DNSAnswer?
        /// Whether it goes on for the cache's sake, as its waiters have got a stale answer.
        var isRefresh = false
        var isTimed = false
        var query: Task<Void, Never>?
        var timer: Task<Void, Never>?
    }

    /// The cache and the queries under way: events in, and what is to be done out.
    struct State: Sendable {
        /// What is known.
        var cache: DNSCache
        private var flights: [DNSQuestionKey: Flight] = [:]
        private var queries: UInt64 = 0
        private var joined = 0
        private var staleAnswers = 0

        /// Makes a state without queries.
        init(cache: DNSCache) { self.cache = cache }

        /// How all of it fared.
        var statistics: Statistics {
            Statistics(
                cache: cache.statistics, queries: Int(clamping: queries), joined: joined, staleAnswers: staleAnswers,
                underWay: flights.count)
        }

        /// A task asks.
        mutating func ask(_ name: DomainName, _ type: DNSRecordType, at now: Duration) -> Step {
            switch cache.lookup(name, type, at: now) {
            case .fresh(let result): return .answer(result)
            case .absent: return .wait(join(DNSQuestionKey(name, type), stale: nil))
            case .stale(let answer, since: _, let isDue):
                if isDue { return .wait(join(DNSQuestionKey(name, type), stale: answer)) }
                staleAnswers &+= 1
                return .answer(.success(answer))
            }
        }

        /// The task of a query runs; false when the query has ended meanwhile.
        mutating func attach(query task: Task<Void, Never>, to place: Place) -> Bool {
            guard flights[place.key]?.number == place.number else { return false }
            flights[place.key]?.query = task
            return true
        }

        /// The timer of a query runs; false when nobody waits for it any more.
        mutating func attach(timer task: Task<Void, Never>, to place: Place) -> Bool {
            guard let flight = flights[place.key], flight.number == place.number, flight.isTimed else { return false }
            flights[place.key]?.timer = task
            return true
        }

        /// A task was cancelled; gives what is to be cancelled with it.
        mutating func leave(_ place: Place) -> [Task<Void, Never>] {
            guard var flight = flights[place.key], flight.number == place.number,
                flight.waiters.removeValue(forKey: ObjectIdentifier(place.waiter)) != nil
            else { return [] }
            let isAbandoned = flight.waiters.isEmpty && !flight.isRefresh
            flights[place.key] = isAbandoned ? nil : flight
            return isAbandoned ? [flight.query, flight.timer].compactMap(\.self) : []
        }

        /// A query ended; gives who gets what, or nil when the query was abandoned.
        mutating func complete(
            _ place: Place, _ result: Result<DNSAnswer, DNSFailure>, of name: DomainName, _ type: DNSRecordType,
            at now: Duration
        ) -> Delivery? {
            guard let flight = flights[place.key], flight.number == place.number else { return nil }
            flights[place.key] = nil
            cache.insert(result, for: name, type, at: now)
            let waiters = Array(flight.waiters.values)
            if case .failure(let failure) = result, failure.isTemporary, failure != .cancelled,
                let stale = flight.stale
            {
                staleAnswers &+= waiters.count
                return Delivery(result: .success(stale), waiters: waiters, timer: flight.timer)
            }
            return Delivery(result: result, waiters: waiters, timer: flight.timer)
        }

        /// Servers were waited for long enough; gives who gets the stale answer.
        ///
        /// For the cache the servers have failed, so that later calls get the stale answer at once.
        mutating func timeOut(
            _ place: Place, _ name: DomainName, _ type: DNSRecordType, at now: Duration
        ) -> Delivery? {
            guard var flight = flights[place.key], flight.number == place.number, let stale = flight.stale else {
                return nil
            }
            let waiters = Array(flight.waiters.values)
            flight.waiters = [:]
            flight.isRefresh = true
            (flight.isTimed, flight.timer) = (false, nil)
            flights[place.key] = flight
            cache.insert(.failure(.timeout), for: name, type, at: now)
            staleAnswers &+= waiters.count
            return Delivery(result: .success(stale), waiters: waiters)
        }

        private mutating func join(_ key: DNSQuestionKey, stale: DNSAnswer?) -> Place {
            let waiter = QueryWaiter()
            var flight: Flight
            let isFirst: Bool
            if let underWay = flights[key] {
                (flight, isFirst) = (underWay, false)
                joined &+= 1
            } else {
                queries &+= 1
                (flight, isFirst) = (Flight(number: queries), true)
            }
            flight.waiters[ObjectIdentifier(waiter)] = waiter
            if let stale { flight.stale = stale }
            let startsTimer = flight.stale != nil && !flight.isTimed
            if startsTimer { flight.isTimed = true }
            flights[key] = flight
            return Place(
                key: key, number: flight.number, waiter: waiter, startsQuery: isFirst, startsTimer: startsTimer)
        }
    }
}
