import NIOCore
import SMTPTransport

/// The two mail hosts of a domain, and an agent that delivers to them.
struct HostPair {
    let first: ScriptedHost
    let second: ScriptedHost
    let bench: BehaviourBench

    /// Starts the hosts.
    ///
    /// - Parameters:
    ///   - first: what the first one does.
    ///   - second: what the second one does.
    ///   - offersTLS: whether they offer STARTTLS.
    ///   - receiveBuffer: how much may wait unread at the first one, in octets; nil for the system's choice.
    ///   - records: what the zone has beside its usual records, for a port.
    ///   - settings: what there is beside the DNS.
    init(
        first: @escaping ScriptedHost.Script = { _ in nil }, second: @escaping ScriptedHost.Script = { _ in nil },
        offersTLS: Bool = false, receiveBuffer: Int? = nil, records: (Int) -> String = { _ in "" },
        _ settings: BehaviourBench.Settings = BehaviourBench.Settings()
    ) async throws {
        self.first = try await ScriptedHost(offersTLS: offersTLS, receiveBuffer: receiveBuffer, script: first)
        self.second = try await ScriptedHost(
            host: "127.0.7.2", port: self.first.port, offersTLS: offersTLS, script: second)
        bench = try BehaviourBench(port: self.first.port, records: records(self.first.port), settings)
    }

    func stop() async {
        await bench.pool.shutdown()
        await second.stop()
        await first.stop()
    }
}
