public import MailAddressing
public import SMTPProtocol

/// How a listener meets strangers: what they are judged by before they are greeted, and how patient they have to be.
public struct SMTPExposure: Sendable {
    /// Judges a client before it is greeted, as by DNS block lists; a reply turns it away.
    public typealias Judge = @Sendable (SMTPConnection) async -> SMTPReply?

    /// How long a client waits for the greeting; who talks before it is cut, as no mail server does (RFC 5321, section
    /// 3.1).
    ///
    /// Default none; 5 seconds or so sift out the programs that do not listen, at the price of slower mail.
    public var greetingDelay: Duration
    /// Judges a client before it is greeted, while the greeting is delayed anyway; nil lets everybody in.
    public var judge: Judge?
    /// How long the judge may take before the client is let in.
    ///
    /// Default 10 seconds: a list that does not answer is not to stop the mail.
    public var judgeTimeout = Duration.seconds(10)
    /// How long replies to errors are held back.
    public var tarpit: Tarpit
    /// Who is neither delayed nor judged nor held back.
    ///
    /// Default: loopback.
    public var exempt: [IPNetwork]

    /// Makes a way to meet strangers.
    ///
    /// - Parameters:
    ///   - greetingDelay: how long a client waits for the greeting.
    ///   - judge: judges a client before it is greeted.
    ///   - tarpit: how long replies to errors are held back.
    ///   - exempt: who is neither delayed nor judged nor held back.
    public init(
        greetingDelay: Duration = .zero, judge: Judge? = nil, tarpit: Tarpit = Tarpit(),
        exempt: [IPNetwork] = IPNetwork.loopback
    ) {
        self.greetingDelay = greetingDelay
        self.judge = judge
        self.tarpit = tarpit
        self.exempt = exempt
    }

    /// Whether nothing of this is for a client; where its address is not known, it is a stranger behind a proxy, or somebody
    /// on a local socket.
    func isExempt(_ connection: SMTPConnection) -> Bool {
        guard let address = connection.remoteAddress else { return connection.proxyAddress == nil }
        return exempt.contains { $0.contains(address) }
    }
}
