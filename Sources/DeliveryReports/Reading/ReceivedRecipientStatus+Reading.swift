import InternetMessage
import SMTPProtocol

extension ReceivedRecipientStatus {
    /// Reads the fields of a recipient that were kept; what is wrong with them is not told.
    ///
    /// - Parameter fields: the fields of one recipient, as ``fields`` has them.
    public init(fields: [ReportField]) { self.init(fields) { _ in } }

    /// Reads the fields of a recipient.
    ///
    /// - Parameters:
    ///   - fields: its fields.
    ///   - note: is told what is wrong.
    init(_ fields: [ReportField], note: @escaping (ReportDefect.Problem) -> Void) {
        let reader = ReportValueReader(fields, note: note)
        originalRecipient = reader.address("Original-Recipient")
        finalRecipient = reader.address("Final-Recipient")
        if finalRecipient == nil { note(.missingField("Final-Recipient")) }
        statedAction = reader.required("Action")
        action = statedAction.flatMap { DeliveryAction(rawValue: $0.firstToken.lowercased()) }
        if statedAction != nil, action == nil { note(.malformedValue("Action")) }
        statedStatus = reader.required("Status")
        status = statedStatus.flatMap { EnhancedStatusCode(tolerating: $0) }
        if statedStatus != nil, status == nil { note(.malformedValue("Status")) }
        remoteMTA = reader.typed("Remote-MTA")
        diagnosticCode = reader.typed("Diagnostic-Code")
        lastAttemptDate = reader.date("Last-Attempt-Date")
        willRetryUntil = reader.date("Will-Retry-Until")
        finalLogID = reader.text("Final-Log-ID")
        self.fields = fields
    }
}

extension String {
    /// The text up to the first blank, parenthesis or semicolon, without blanks and comments before it (RFC 5322,
    /// section 3.2.2).
    var firstToken: String {
        String(decoding: utf8.behindComments.prefix { !$0.isBlank && !Self.tokenEnds.contains($0) }, as: UTF8.self)
    }

    private static let tokenEnds = Array("();".utf8)
}

extension EnhancedStatusCode {
    /// Reads a status with a comment behind it and zeros before its numbers, which are both met.
    init?(tolerating text: String) {
        let parts = text.firstToken.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...4).contains(part.count) && part.allSatisfy { (48...57).contains($0) }
                ? part.reduce(0) { $0 * 10 + UInt16($1 - 48) } : nil
        }
        guard parts.count == 3, numbers.count == 3, numbers.allSatisfy({ $0 <= 999 }), [2, 4, 5].contains(numbers[0])
        else { return nil }
        self.init(UInt8(numbers[0]), numbers[1], numbers[2])
    }
}
