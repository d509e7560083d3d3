import MailAddressing
import SMTPProtocol

/// What all connections of a listener share.
final class SMTPListenerContext: Sendable {
    let listener: SMTPServer.Listener
    let limits: SMTPServerLimits
    let memory: SMTPMemoryBudget
    let table: SMTPConnectionTable
    /// The listener's configuration as a session begins with it.
    let configuration: SMTPServerConfiguration

    init(
        listener: SMTPServer.Listener, limits: SMTPServerLimits, memory: SMTPMemoryBudget, table: SMTPConnectionTable
    ) {
        self.listener = listener
        self.limits = limits
        self.memory = memory
        self.table = table
        var configuration = listener.configuration
        configuration.offersStartTLS = listener.tls != nil && listener.encryption == .startTLS
        self.configuration = configuration
    }

    var isImplicitlyEncrypted: Bool { listener.encryption == .implicit && listener.tls != nil }

    /// A machine for a new connection.
    func makeMachine() -> SMTPServerMachine {
        SMTPServerMachine(
            configuration: configuration, isEncrypted: isImplicitlyEncrypted,
            cryptography: listener.authenticator == nil ? nil : TransportCryptography())
    }

    func isProxy(_ address: IPAddress?) -> Bool { Self.contains(listener.proxyFrom, address) }

    func mayOverride(_ address: IPAddress?) -> Bool { Self.contains(listener.xclientFrom, address) }

    private static func contains(_ networks: [IPNetwork], _ address: IPAddress?) -> Bool {
        guard !networks.isEmpty, let address else { return false }
        return networks.contains { $0.contains(address) }
    }
}
