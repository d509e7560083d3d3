import DeliveryQueue
import Logging
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPTransport

extension ServerRuntime {
    /// Goes by another configuration from now on.
    ///
    /// Either all of it is refused before anything that is in use has changed (keys and certificates that are absent are
    /// made first), or what can change takes effect: for connections that
    /// come from now on, and for deliveries that begin from now on. Connections that are open go on as they began, and
    /// none is turned away meanwhile: they wait at the sockets.
    ///
    /// - Parameter wanted: what the file says now.
    /// - Returns: the keys that wait for the next start.
    /// - Throws: `CommandFailure` with the reason: what was there before stays in use.
    func reload(_ wanted: ServerConfiguration) async throws(CommandFailure) -> [String] {
        let before = current.withLockedValue { $0 }
        let update = ConfigurationUpdate(from: before.configuration, to: wanted)
        let configuration = update.effective
        let files = ServerFiles(configuration: configuration)
        try files.check()
        _ = try files.makeMissing()
        let (identity, others) = try files.identities()
        let made = try await OutgoingParts.made(of: configuration, over: parts)
        let logins = try AccountBook.logins(
            of: configuration, directory: parts.directory, decoySecret: try files.loginSecret(), after: before.logins)
        let filters = try InboundFilters.made(of: configuration, over: parts)
        let listeners = ListenerComposer(
            configuration: configuration, tls: tls, authenticator: logins?.logins.authenticator, queue: queue,
            forwarder: made.forwarder, filters: filters, parts: parts)
        var fresh = try Self.openSockets(of: configuration.listeners, besides: before.listening.map(\.listener))
        do throws(CommandFailure) {
            for listener in configuration.listeners { _ = try listeners.place(of: listener, on: nil) }
        } catch {
            for socket in fresh.values { socket.closeSocket() }
            throw error
        }
        // Nothing is refused any more.
        tls.replace(with: identity, others: others)
        parts.metrics.certificates.replace(with: identity, others: others)
        if let logins { logins.logins.accounts.replace(with: logins.list) }
        outgoing.replace(with: made)
        await queue.change(retry: configuration.delivery.retry, ambiguous: configuration.delivery.ambiguous)
        var old = zip(before.listening, await parts.server.handOver()).map { ($0.listener.endpoint, $1) }
        var listening: [(listener: ServerConfiguration.Listener, address: SocketAddress)] = []
        var problems: [String] = []
        for (place, listener) in configuration.listeners.enumerated() {
            var socket = fresh.removeValue(forKey: place)
            if socket == nil, let index = old.firstIndex(where: { $0.0 == listener.endpoint }) {
                socket = old.remove(at: index).1
            }
            do throws(CommandFailure) {
                listening.append((listener, try await listeners.listen(listener, on: socket)))
            } catch {
                socket?.closeSocket()
                problems.append("\(listener.endpoint): \(error.message)")
            }
        }
        for (_, socket) in old { socket.closeSocket() }
        let now = Current(configuration: configuration, logins: logins?.logins, listening: listening, filters: filters)
        current.withLockedValue { $0 = now }
        guard problems.isEmpty else {
            throw .operational("all else is in use, but nothing listens on \(problems.joined(separator: ", "))")
        }
        return update.waiting
    }

    /// Opens the sockets of listeners that are new, by their places in the list.
    private static func openSockets(
        of wanted: [ServerConfiguration.Listener], besides open: [ServerConfiguration.Listener]
    ) throws(CommandFailure) -> [Int: ListeningSocket] {
        var there = open.map(\.endpoint)
        var sockets: [Int: ListeningSocket] = [:]
        for (place, listener) in wanted.enumerated() {
            if let index = there.firstIndex(of: listener.endpoint) {
                there.remove(at: index)
                continue
            }
            do throws(SMTPTransportError) {
                sockets[place] = try ListeningSocket.bind(
                    host: listener.endpoint.address.description, port: listener.endpoint.port)
            } catch {
                for socket in sockets.values { socket.closeSocket() }
                throw .operational("\(error)")
            }
        }
        return sockets
    }
}
