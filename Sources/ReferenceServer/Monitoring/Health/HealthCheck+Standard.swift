import DeliveryQueue

/// The checks of a server.
extension HealthCheck {
    /// Whether the store takes new mail.
    ///
    /// - Parameter demand: looks whether a message would be taken, as `MailQueue.demandRoom` does.
    static func store(_ demand: @escaping @Sendable () throws(QueueStoreError) -> Void) -> HealthCheck {
        HealthCheck("store") {
            do throws(QueueStoreError) {
                try demand()
                return .good("The store takes new mail")
            } catch {
                return .bad("New mail is refused for now: \(error.reason)")
            }
        }
    }

    /// Whether all listeners are open.
    ///
    /// - Parameter listeners: where the server listens, and whether it does.
    static func listeners(_ listeners: @escaping @Sendable () -> [(place: String, isOpen: Bool)]) -> HealthCheck {
        HealthCheck("listeners") {
            let all = listeners()
            let closed = all.filter { !$0.isOpen }.map(\.place)
            guard closed.isEmpty else { return .bad("Nobody listens on \(closed.joined(separator: ", "))") }
            guard !all.isEmpty else { return .bad("There is no listener") }
            return .good("Listening on \(all.map(\.place).joined(separator: ", "))")
        }
    }

    /// Whether there is more room on the disk than is kept for the mail that is here.
    ///
    /// - Parameters:
    ///   - dataPath: the data directory.
    ///   - reserve: how many octets are kept.
    ///   - disk: knows how much room there is.
    static func disk(_ dataPath: String, reserve: Int, disk: DiskRoom = DiskRoom()) -> HealthCheck {
        HealthCheck("disk") {
            guard let free = disk.free(dataPath) else { return .good("The system does not say how much room is left") }
            let sentence = "\(free) octets are free, and \(reserve) are kept for mail that is here already"
            return free < reserve ? .bad(sentence) : .good(sentence)
        }
    }

    /// Whether all certificates of the listeners are good now.
    ///
    /// - Parameters:
    ///   - certificates: the certificates.
    ///   - clock: civil time.
    static func certificates(
        _ certificates: ShownCertificates, clock: any QueueClock = SystemQueueClock()
    ) -> HealthCheck {
        HealthCheck("certificates") {
            let (all, now) = (certificates.all, clock.now().seconds)
            for certificate in all {
                let name = Console.printable(certificate.name)
                let (start, end) = (certificate.notBefore.moment, certificate.notAfter.moment)
                if certificate.notAfter < now { return .bad("The certificate of \(name) has ended at \(end)") }
                if certificate.notBefore > now { return .bad("The certificate of \(name) is not good before \(start)") }
            }
            guard let next = all.min(by: { $0.notAfter < $1.notAfter }) else { return .good("There is no certificate") }
            let name = Console.printable(next.name)
            return .good("The certificate that ends first, of \(name), is good until \(next.notAfter.moment)")
        }
    }

    /// Whether servers of the DNS answer, as far as they were asked lately.
    ///
    /// Nobody is asked for the check. A server that gets no mail as it is not ready would never learn that the DNS answers
    /// again, so what was found is forgotten after a while.
    ///
    /// - Parameters:
    ///   - standing: what is known, as `DNSMetrics.standing` has it.
    ///   - now: the time.
    static func resolver(
        _ standing: @escaping @Sendable () -> DNSMetrics.Standing,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) -> HealthCheck {
        HealthCheck("resolver") {
            let (standing, now) = (standing(), now())
            guard let since = standing.since, let until = standing.until, now - until < forgettingTime else {
                return .good("No query has been left unanswered lately")
            }
            let sentence = "\(standing.unanswered) queries in succession were left unanswered"
            let isSilent = standing.unanswered >= mostUnanswered && now - since >= patience
            return isSilent ? .bad(sentence + ", for \((now - since).components.seconds) seconds") : .good(sentence)
        }
    }

    /// How many queries in succession may be left unanswered: the servers of one domain are silent often.
    static let mostUnanswered = 5
    /// For how long: a server of the DNS that begins anew is silent for some seconds.
    static let patience = Duration.seconds(60)
    /// After which time without a further query it is forgotten.
    static let forgettingTime = Duration.seconds(600)
}

extension Int64 {
    /// Seconds since 1970 as a moment for people.
    fileprivate var moment: String {
        let (milliseconds, overflows) = multipliedReportingOverflow(by: 1_000)
        return WallTime(milliseconds: overflows ? (self < 0 ? .min : .max) : milliseconds).description
    }
}
