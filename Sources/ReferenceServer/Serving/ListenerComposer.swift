import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// Makes the listeners of the configuration's words.
struct ListenerComposer {
    let configuration: ServerConfiguration
    /// The certificates.
    let tls: SMTPServerTLS
    /// Judges who clients are; nil where nobody logs in.
    let authenticator: SMTPAuthenticator?
    /// Where messages go.
    let queue: MailQueue
    /// What is done with mail to the domains of the directory.
    let forwarder: Forwarder
    /// Who judges strangers and their mail.
    let filters: InboundFilters
    /// What the server has anyway.
    let parts: LastingParts

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - listener: the listener as the configuration has it.
    ///   - socket: a socket that listens there already, if there is one.
    /// - Returns: the address that is listened on.
    /// - Throws: `CommandFailure` with the reason.
    func listen(
        _ listener: ServerConfiguration.Listener, on socket: ListeningSocket?
    ) async throws(CommandFailure) -> SocketAddress {
        let policy = policy(of: listener)
        let place = try place(of: listener, on: socket)
        do {
            return try await parts.server.listen(place) { InboundSession(policy: policy) }
        } catch {
            throw .operational("\(error)")
        }
    }

    /// A listener as the library has it.
    ///
    /// - Parameters:
    ///   - listener: the listener as the configuration has it.
    ///   - socket: a socket that listens there already, if there is one.
    func place(
        of listener: ServerConfiguration.Listener, on socket: ListeningSocket?
    ) throws(CommandFailure) -> SMTPServer.Listener {
        let (host, port) = (listener.endpoint.address.description, listener.endpoint.port)
        let name = MailHost.domain(configuration.hostname)
        var place: SMTPServer.Listener
        switch listener.kind {
        case .mx: place = .mx(host: host, port: port, hostName: name, tls: tls)
        case .lmtp: place = .lmtp(host: host, port: port, hostName: name, tls: tls)
        case .submission, .submissions:
            guard let authenticator else {
                throw .operational("\(listener.endpoint): there is nothing that judges logins")
            }
            place = .submission(
                host: host, port: port, hostName: name, tls: tls,
                encryption: listener.kind == .submissions ? .implicit : .startTLS, authenticator: authenticator)
            place.configuration.authentication?.maximumFailures = configuration.limits.loginFailures
            if listener.dangerousAuthWithoutTLS {
                place.configuration.authentication?.dangerouslyAllowsCleartext = true
                place.configuration.requiresTLS = false
            }
        }
        configuration.limits.session.apply(to: &place.configuration)
        if listener.takesSubmissions { place.configuration.extensions.formUnion(honoured) }
        place.socket = socket
        place.maximumMessageMemory = InboundContent.mostInMemory(
            spoolThreshold: queue.spoolThreshold,
            maximumHeaderSize: configuration.limits.session.headerSize)
        place.proxyFrom = listener.proxyFrom
        place.xclientFrom = listener.xclientFrom
        place.exposure = SMTPExposure(
            greetingDelay: listener.greetingDelay, judge: listener.kind == .mx ? filters.judge : nil,
            tarpit: configuration.limits.tarpit,
            exempt: IPNetwork.loopback + listener.relayFrom)
        return place
    }

    /// What the queue keeps of what senders ask, and is therefore offered to those who hand mail in: addresses in UTF-8,
    /// what they want to hear of it, a time to deliver by, a time to deliver from, a priority, and TLS all the way.
    private var honoured: SMTPServiceExtensions {
        let always: SMTPServiceExtensions = [
            .smtpUTF8, .deliveryStatusNotifications, .deliverBy, .priority, .requireTLS,
        ]
        return configuration.limits.session.longestHold > .zero ? always.union(.futureRelease) : always
    }

    /// What every connection of a listener shares.
    func policy(of listener: ServerConfiguration.Listener) -> InboundPolicy {
        InboundPolicy(
            queue: queue, hostName: configuration.hostname, kind: listener.kind, relayFrom: listener.relayFrom,
            senders: SenderRights(configuration.accounts, directory: parts.directory),
            suppressions: parts.suppressions, forwarder: forwarder,
            spamFilter: listener.kind == .mx ? filters.spamFilter : nil,
            metrics: parts.metrics.sessions(of: listener.kind), memory: parts.server.memory, logger: parts.logger,
            refusals: parts.refusals,
            maximumHeaderSize: configuration.limits.session.headerSize)
    }
}
