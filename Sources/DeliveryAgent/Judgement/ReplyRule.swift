import SMTPProtocol

/// A line of the table in `ReplyMeaning`: what a refusal has to be, and what it means then.
struct ReplyRule: Sendable {
    /// At which point of a session; complete, as rules need no others.
    enum Moment: Sendable {
        /// Whenever.
        case any
        /// At the greeting, EHLO, STARTTLS or AUTH: nobody was named yet.
        case beforeMail
        /// At AUTH.
        case login
        /// From MAIL on.
        case envelope
        /// At RCPT.
        case recipient
        /// Before the message was sent, so that nothing in it is meant.
        case beforeContent
        /// At MAIL or for the message: whoever it is for.
        case wholeMessage

        func contains(_ stage: SMTPStage) -> Bool {
            switch self {
            case .any: true
            case .beforeMail: stage.isBeforeMail
            case .login: stage == .authentication
            case .envelope: !stage.isBeforeMail
            case .recipient: stage == .recipient
            case .beforeContent: stage != .message && stage != .finalDot
            case .wholeMessage: !stage.isBeforeMail && stage != .recipient
            }
        }
    }

    /// What it means.
    let verdict: ReplyMeaning.Verdict
    private let code: Range<UInt16>
    private let statuses: [ReplyStatusPattern]
    private let phrases: [ReplyWords.Phrase]
    private let moment: Moment

    /// Makes a rule; what is not given fits everything.
    ///
    /// - Parameters:
    ///   - verdict: what it means.
    ///   - code: the reply's code, or its first digits.
    ///   - status: the enhanced status codes, any of them; `none` for a reply without one.
    ///   - words: what is said, any of it.
    ///   - moment: at which point of a session.
    init(
        _ verdict: ReplyMeaning.Verdict, code: String = "", status: [String] = [], words: [String] = [],
        when moment: Moment = .any
    ) {
        self.verdict = verdict
        let factor: UInt16 = code.count == 1 ? 100 : code.count == 2 ? 10 : 1
        let first = UInt16(code).map { $0 * factor }
        self.code = first.map { $0..<($0 + factor) } ?? 0..<1_000
        statuses = status.map { ReplyStatusPattern($0) }
        phrases = words.map { ReplyWords.Phrase($0) }
        self.moment = moment
    }

    /// Whether a refusal is what the rule is about.
    func fits(_ refusal: SMTPReply, _ words: ReplyWords, at stage: SMTPStage) -> Bool {
        moment.contains(stage) && code.contains(refusal.code)
            && (statuses.isEmpty || statuses.contains { $0.fits(refusal.enhancedStatusCode) })
            && (phrases.isEmpty || phrases.contains { words.contains($0) })
    }
}

/// An enhanced status code with gaps: `4.7.1`, `7.1` for any class, `4.3.*`, `4.7.500-699`, `none`.
struct ReplyStatusPattern: Hashable, Sendable {
    private var classDigit: UInt8?
    /// Nil for no status at all.
    private var subject: UInt16?
    private var details: ClosedRange<UInt16> = 0...999

    init(_ text: String) {
        var parts = text.split(separator: ".")
        if parts.count == 3 { classDigit = UInt8(parts.removeFirst()) }
        guard parts.count == 2 else { return }
        subject = UInt16(parts[0])
        let bounds = parts[1].split(separator: "-").compactMap { UInt16($0) }
        if let low = bounds.first, let high = bounds.last, low <= high { details = low...high }
    }

    func fits(_ status: EnhancedStatusCode?) -> Bool {
        guard let subject else { return status == nil }
        guard let status, status.subject == subject, details.contains(status.detail) else { return false }
        return classDigit == nil || classDigit == status.classDigit
    }
}

extension SMTPStage {
    /// Whether nobody was named at this point of the session.
    var isBeforeMail: Bool {
        switch self {
        case .connect, .greeting, .hello, .startTLS, .authentication: true
        case .mail, .recipient, .data, .message, .finalDot: false
        }
    }
}
