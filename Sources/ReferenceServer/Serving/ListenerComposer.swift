import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// Makes the listeners of the configuration's words.
struct ListenerComposer {
    let configuration: ServerConfiguration
    let tls: SMTPServerTLS
    let authenticator: SMTPAuthenticator?
    let queue: MailQueue
    let suppressions: StateSuppressionStore
    let forwarder: Forwarder
    let memory: SMTPMemoryBudget
    let logger: Logger
    private let refusals: RefusalLog

    /// Makes a composer.
    ///
    /// - Parameters:
    ///   - configuration: the configuration.
    ///   - tls: the certificates.
    ///   - authenticator: judges who clients are; nil where nobody logs in.
    ///   - queue: where messages go.
    ///   - suppressions: who gets no mail.
    ///   - forwarder: what is done with mail to the domains of the directory.
    ///   - memory: the octets that unfinished messages of all sessions may take.
    ///   - logger: where problems are logged.
    init(
        configuration: ServerConfiguration, tls: SMTPServerTLS, authenticator: SMTPAuthenticator?, queue: MailQueue,
        suppressions: StateSuppressionStore, forwarder: Forwarder, memory: SMTPMemoryBudget, logger: Logger
    ) {
        self.configuration = configuration
        self.tls = tls
        self.authenticator = authenticator
        self.queue = queue
        self.suppressions = suppressions
        self.forwarder = forwarder
        self.memory = memory
        self.logger = logger
        refusals = RefusalLog(logger: logger)
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
                throw .operational("\(listener.endpoint): nobody could log in; add accounts, or oauth")
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
            spoolThreshold: queue.spoolThreshold, maximumHeaderSize: configuration.limits.session.headerSize)
        place.proxyFrom = listener.proxyFrom
        place.xclientFrom = listener.xclientFrom
        place.exposure = SMTPExposure(
            greetingDelay: listener.greetingDelay, tarpit: configuration.limits.tarpit,
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
            senders: SenderRights(configuration.accounts), suppressions: suppressions, forwarder: forwarder,
            memory: memory, logger: logger, refusals: refusals,
            maximumHeaderSize: configuration.limits.session.headerSize)
    }
}
