internal import MailAddressing

/// The servers that are asked, and what is known of them.
///
/// A server that was silent goes to the end of the order, so that not every query waits for it. When its pause is over,
/// one query tries it first again; whatever it answers brings it back to its place.
///
/// Time comes in as the time since any start.
struct ServerTable: Sendable {
    /// How long a server that was silent stands at the end of the order.
    static let pause = Duration.seconds(30)
    /// How long a server is asked without extended DNS after it has refused that.
    static let plainTime = Duration.seconds(300)

    private struct Server: Sendable {
        let address: DNSServerAddress
        /// When a query tries it first again; nil when it is well.
        var retryAt: Duration?
        /// When it last spoke; nil for never.
        var heardAt: Duration?
        /// Until when it is asked without extended DNS.
        var plainUntil = Duration.zero
        /// When it last answered with an OPT record; nil for never.
        var extendedAt: Duration?
    }

    private var servers: [Server]
    /// The servers in the order in which they were given.
    private(set) var addresses: [DNSServerAddress] = []

    /// Makes a table of servers that are well.
    ///
    /// - Parameter addresses: the servers in the order in which they are asked; one that is there twice counts once.
    init(_ addresses: [DNSServerAddress] = []) {
        servers = []
        replace(with: addresses)
    }

    /// Whether AD flags count when those on loopback do: whether every server is on this host.
    var isOnLoopback: Bool { !servers.isEmpty && servers.allSatisfy(\.address.address.isLoopback) }

    /// Takes other servers; what is known of those that stay is kept.
    mutating func replace(with addresses: [DNSServerAddress]) {
        guard addresses != self.addresses else { return }
        var replaced: [Server] = []
        for address in addresses where !replaced.contains(where: { $0.address == address }) {
            replaced.append(servers.first { $0.address == address } ?? Server(address: address))
        }
        servers = replaced
        self.addresses = replaced.map(\.address)
    }

    /// A plan for a query that begins now.
    ///
    /// - Parameters:
    ///   - tries: the number of rounds.
    ///   - trust: whose AD flags are believed.
    ///   - now: the time since any start.
    mutating func plan(
        tries: Int, trust: CAresResolver.AuthenticationTrust = .loopback, at now: Duration
    ) -> QueryPlan {
        let isTrusted = trust == .always || trust == .loopback && isOnLoopback
        let plain = plainServers(at: now)
        guard servers.count > 1, servers.contains(where: { $0.retryAt != nil }) else {
            return QueryPlan(
                servers: addresses, plain: plain, tries: tries, trustsAuthenticated: isTrusted)
        }
        var first: [DNSServerAddress] = []
        for place in servers.indices {
            if let retryAt = servers[place].retryAt {
                guard retryAt <= now else { continue }
                servers[place].retryAt = now + Self.pause
            }
            first.append(servers[place].address)
        }
        let last = order.filter { !first.contains($0) }
        return QueryPlan(
            servers: first + last, plain: plain, tries: tries, trustsAuthenticated: isTrusted)
    }

    /// The servers as they are best asked now: those that were silent last, and among them who spoke latest first.
    var order: [DNSServerAddress] {
        let silent = servers.enumerated().filter { $0.element.retryAt != nil }.sorted { left, right in
            let (leftTime, rightTime) = (left.element.heardAt, right.element.heardAt)
            guard leftTime == rightTime else {
                return rightTime.map { time in leftTime.map { $0 > time } ?? false } ?? true
            }
            return left.offset < right.offset
        }
        return servers.filter { $0.retryAt == nil }.map(\.address) + silent.map(\.element.address)
    }

    /// Notes what an attempt brought.
    mutating func note(_ outcome: QueryPlan.Outcome, of attempt: QueryPlan.Attempt, at now: Duration) {
        guard let place = servers.firstIndex(where: { $0.address == attempt.server }) else { return }
        switch outcome {
        // A connection that fails says nothing of the datagrams, which all others go by.
        case .silent: if !attempt.isStream { servers[place].retryAt = now + Self.pause }
        case .answered, .failed, .cutOff, .refusedExtension:
            servers[place].retryAt = nil
            servers[place].heardAt = now
        }
    }

    /// What an answer shows besides what it says.
    enum Evidence: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// The server knows extended DNS.
        case extended
        /// The server took no notice of an OPT record.
        case plain
        /// The query was never sent.
        case heldBack
    }

    /// Notes what an answer shows.
    mutating func note(_ evidence: Evidence, of server: DNSServerAddress, at now: Duration) {
        guard let place = servers.firstIndex(where: { $0.address == server }) else { return }
        switch evidence {
        case .extended:
            servers[place].extendedAt = now
            servers[place].plainUntil = .zero
        case .plain: servers[place].plainUntil = now + Self.plainTime
        case .nothing, .heldBack: break
        }
    }

    /// Notes that a server answers without an OPT record what it did not answer with one.
    ///
    /// - Parameters:
    ///   - server: the server.
    ///   - isCertain: whether it said that it does not understand; silence may also have been a lost datagram, and does
    ///     not count against a server that has lately answered with an OPT record.
    ///   - now: the time since any start.
    mutating func notePlain(_ server: DNSServerAddress, isCertain: Bool, at now: Duration) {
        guard let place = servers.firstIndex(where: { $0.address == server }) else { return }
        if !isCertain, let extendedAt = servers[place].extendedAt, extendedAt + Self.plainTime > now { return }
        servers[place].plainUntil = now + Self.plainTime
    }

    private func plainServers(at now: Duration) -> Set<DNSServerAddress> {
        var plain: Set<DNSServerAddress> = []
        for server in servers where server.plainUntil > now { plain.insert(server.address) }
        return plain
    }
}
