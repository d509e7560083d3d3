import DeliveryQueue
import MailAddressing
import NIOConcurrencyHelpers

/// Which hosts could not be reached of late: they are tried after the others of their site, so that a dead one does not
/// cost every message the time of a connection that never comes about.
///
/// A host rests for a minute after a failure, and twice as long after each further one, up to an hour; it is forgotten
/// when it is reached, and when it has not been tried for longer than it rests. The order of preferences holds among
/// those that do not rest, and among those that do; where all rest, nothing changes.
///
/// Guarantees: memory for ``capacity`` hosts at most.
final class HostBook: Sendable {
    private struct Host: Hashable {
        var address: IPAddress
        var port: Int
    }

    private struct Rest {
        var until: WallTime
        var failures: Int

        /// Whether it still rests; a clock that was set back keeps nothing at rest for longer than the longest rest.
        func rests(at now: WallTime) -> Bool { until > now && until <= now + HostBook.longestRest }
    }

    /// The most hosts that are known: under a megabyte.
    ///
    /// With more, those whose rest is over are forgotten, then all.
    static let capacity = 10_000
    private static let firstRest = Duration.seconds(60)
    private static let longestRest = Duration.seconds(3_600)

    private let known = NIOLockedValueBox<[Host: Rest]>([:])

    /// How many hosts rest, or did so of late.
    var count: Int { known.withLockedValue { $0.count } }

    /// Hosts in the order in which they are tried.
    func inOrder(_ targets: [DeliveryTarget], at now: WallTime) -> [DeliveryTarget] {
        known.withLockedValue { known in
            guard !known.isEmpty, targets.count > 1 else { return targets }
            let resting = targets.map { target in
                known[Host(address: target.address, port: target.manner.port)].map { $0.rests(at: now) } ?? false
            }
            guard resting.contains(true), resting.contains(false) else { return targets }
            let pairs = zip(targets, resting)
            return pairs.filter { !$1 }.map(\.0) + pairs.filter { $1 }.map(\.0)
        }
    }

    /// Notes that a host could not be reached, at any of its addresses that were tried together.
    func failed(_ target: DeliveryTarget, at now: WallTime) {
        known.withLockedValue { known in
            if known.count >= Self.capacity { known = known.filter { $0.value.rests(at: now) } }
            if known.count >= Self.capacity { known = [:] }
            for address in [target.address] + (target.alternative.map { [$0] } ?? []) {
                let host = Host(address: address, port: target.manner.port)
                // Deliveries that failed together are one failure.
                if known[host]?.rests(at: now) == true { continue }
                let failures = min((known[host]?.failures ?? 0) + 1, 10)
                let rest = min(Self.firstRest * (1 << (failures - 1)), Self.longestRest)
                known[host] = Rest(until: now + rest, failures: failures)
            }
        }
    }

    /// Notes that a host was reached.
    func reached(_ target: DeliveryTarget) {
        known.withLockedValue { known in
            guard !known.isEmpty else { return }
            for address in [target.address] + (target.alternative.map { [$0] } ?? []) {
                known[Host(address: address, port: target.manner.port)] = nil
            }
        }
    }
}
