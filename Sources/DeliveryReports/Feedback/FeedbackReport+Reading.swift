import InternetMessage
import MailAddressing

extension FeedbackReport {
    /// Reads a message as a feedback report.
    ///
    /// Tolerant in the same ways as ``ReceivedDeliveryReport/read(_:limits:)``; the names that drafts of the RFC had,
    /// Received-Date and Source, are read too. Any octets are taken; time grows with their number.
    ///
    /// - Parameters:
    ///   - message: the whole message with its header.
    ///   - limits: how much of it is read; each recipient, domain and URI counts as a recipient.
    public static func read(
        _ message: [UInt8], limits: ReportLimits = .standard
    ) -> ReportVerdict<FeedbackReport> {
        ReportVerdict(of: message, limits: limits) { read(message, $0, limits: limits) }
    }

    /// Reads a message whose structure is known.
    static func read(
        _ message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits
    ) -> ReportVerdict<FeedbackReport> {
        ReportVerdict(.feedbackReport, in: message, structure, limits: limits, knownBy: names) {
            FeedbackReport($0, maximumCount: limits.maximumRecipientCount)
        }
    }

    private init(_ report: FieldReport, maximumCount limit: Int) {
        var log = report.log
        let fields = report.fields
        var problems: [ReportDefect.Problem] = []
        let values = ReportValueReader(fields) { problems.append($0) }
        let list = { (name: String) -> [String] in
            let found = fields.values(named: name).filter { !$0.isEmpty }
            if found.count > limit { problems.append(.tooManyRecipients(limit: limit)) }
            return Array(found.prefix(limit))
        }
        type = values.required("Feedback-Type").map { FeedbackType($0.firstToken) }
        userAgent = values.required("User-Agent")
        version = values.required("Version")
        originalEnvelopeID = values.text("Original-Envelope-Id")
        originalSender = values.reversePath("Original-Mail-From")
        originalRecipients = list("Original-Rcpt-To").map { ReportedAddress(parsing: $0) }
        reportingMTA = values.typed("Reporting-MTA")
        sourceAddress = values.internetAddress("Source-IP") ?? values.internetAddress("Source")
        sourcePort = values.number("Source-Port").flatMap { (1...65_535).contains($0) ? $0 : nil }
        reportedDomains = list("Reported-Domain")
        reportedURIs = list("Reported-URI")
        arrivalDate = values.date("Arrival-Date") ?? values.date("Received-Date")
        incidentCount = values.number("Incidents")
        authenticationResults = list("Authentication-Results")
        removalRecipients = list("Removal-Recipient").map { ReportedAddress(parsing: $0) }
        authenticationFailure = AuthenticationFailureReport(fields, values: values)
        log.append(problems)
        self.fields = fields
        text = report.text
        returned = report.returned
        defects = log.defects
    }

    /// The fields that a feedback report is made of.
    private static let names: Set<String> = [
        "feedback-type", "user-agent", "version", "original-mail-from", "original-rcpt-to", "source-ip",
        "reported-domain", "reported-uri", "auth-failure",
    ]
}

extension ReportValueReader {
    /// The sender of an envelope, in angle brackets or not.
    func reversePath(_ name: String) -> ReversePath? {
        guard let value = text(name) else { return nil }
        let address = ReportedAddress(parsing: value)
        if address.text.isEmpty { return .null }
        if let mailbox = address.mailbox { return .mailbox(mailbox) }
        note(.malformedValue(name))
        return nil
    }

    /// An address of the network, in brackets or not.
    func internetAddress(_ name: String) -> IPAddress? {
        guard let value = text(name) else { return nil }
        var word = value.firstToken[...]
        if word.first == "[", word.last == "]" { word = word.dropFirst().dropLast() }
        if word.lowercased().hasPrefix("ipv6:") { word = word.dropFirst(5) }
        if let address = IPAddress(word) { return address }
        note(.malformedValue(name))
        return nil
    }

    /// Octets in base64, blanks in it or not.
    func base64(_ name: String) -> [UInt8]? {
        guard let value = text(name) else { return nil }
        let octets = Array(value.utf8)
        var decoder = TransferDecoder(.base64)
        var output: [UInt8] = []
        decoder.decode(octets.span, into: &output)
        decoder.finish(into: &output)
        if decoder.malformedCount > 0 { note(.malformedValue(name)) }
        return output
    }
}
