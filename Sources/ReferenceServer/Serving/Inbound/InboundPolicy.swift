import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import SMTPTransport

/// What every connection of a listener shares.
struct InboundPolicy: Sendable {
    /// Where messages go.
    let queue: MailQueue
    /// Our name in the trace.
    let hostName: DomainName
    /// What is spoken on the listener.
    let kind: ServerConfiguration.Listener.Kind
    /// Who may send to everywhere without logging in.
    let relayFrom: [IPNetwork]
    /// Which senders those may use who log in.
    let senders: SenderRights
    /// Who gets no mail.
    let suppressions: StateSuppressionStore
    /// What is done with mail to the domains of the directory; nil where there is none.
    var forwarder: Forwarder?
    /// Who judges the messages of strangers; nil for nobody.
    var spamFilter: SpamFilter?
    /// Counts what clients do; nil where nobody counts.
    var metrics: SessionMetrics?
    /// The octets that unfinished messages of all sessions may take.
    let memory: SMTPMemoryBudget
    /// Where problems are logged.
    let logger: Logger
    /// Where it is logged that the store takes no messages.
    let refusals: RefusalLog
    /// The largest header of a message in octets.
    let maximumHeaderSize: Int
    /// The most Received fields of a message; more is a loop (RFC 5321, section 6.3 asks for at least 100).
    var maximumHops = 100
    /// The time.
    var clock: any QueueClock = SystemQueueClock()
}
