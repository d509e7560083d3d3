public import InternetMessage

/// What is wrong with a report that was read nevertheless.
public struct ReportDefect: Hashable, Sendable {
    /// The kinds of defect.
    ///
    /// Complete, as each names a rule that the readers know. Names of fields are those of the RFC, never a stranger's
    /// text.
    public enum Problem: Hashable, Sendable {
        /// The parts lie in no multipart/report (RFC 6522, section 3).
        case noMultipartReport
        /// The `report-type` is missing or says another kind than the part for programs is.
        case otherReportType
        /// There are no parts; the fields were found in the text.
        case missingParts
        /// There are several parts for programs; the first was read.
        case severalStatusParts
        /// The part for programs is not in the transfer encoding that it says.
        case falseTransferEncoding
        /// The structure of the message is not as it should be.
        case structure(MIMEDefect.Problem)
        /// An empty line between two groups of fields is missing (RFC 3464, section 2.1).
        case missingEmptyLine
        /// An empty line stands inside of a group of fields.
        case strayEmptyLine
        /// A line that is neither a field nor the folded part of one; it was taken for the latter where it follows one.
        case malformedLine
        /// A field that must be there is missing.
        case missingField(String)
        /// A field stands more than once where it may not; the first counts.
        case repeatedField(String)
        /// A field of the message stands behind the fields of a recipient.
        case misplacedField(String)
        /// A value is not of the form that the RFC gives it; what could be read of it was read.
        case malformedValue(String)
        /// A delivery status names no recipient.
        case noRecipients
        /// The part for programs is larger than the limit in octets.
        case statusTooLarge(limit: Int)
        /// There are more fields than the limit.
        case tooManyFields(limit: Int)
        /// There are more recipients than the limit.
        case tooManyRecipients(limit: Int)
    }

    /// What is wrong.
    public let problem: Problem
    /// The index of the recipient whose fields have the defect, or nil where it is about the report.
    public let recipient: Int?

    /// Describes a defect.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - recipient: the index of the recipient, or nil.
    public init(_ problem: Problem, ofRecipient recipient: Int? = nil) {
        self.problem = problem
        self.recipient = recipient
    }
}

extension ReportDefect: CustomStringConvertible {
    /// One sentence for a person, without any of the message itself.
    public var description: String {
        recipient.map { "\(problem.words) (recipient \($0))" } ?? problem.words
    }
}

extension ReportDefect.Problem {
    fileprivate var words: String {
        switch self {
        case .noMultipartReport: "the parts lie in no multipart/report"
        case .otherReportType: "the report type is not that of the part for programs"
        case .missingParts: "there are no parts, and the fields stand in the text"
        case .severalStatusParts: "there are several parts for programs"
        case .falseTransferEncoding: "the part for programs is not encoded as it says"
        case .structure(let problem): "the structure of the message is broken: \(problem)"
        case .missingEmptyLine: "an empty line between groups of fields is missing"
        case .strayEmptyLine: "an empty line stands inside of a group of fields"
        case .malformedLine: "a line is no field"
        case .missingField(let name): "the field \(name) is missing"
        case .repeatedField(let name): "the field \(name) stands more than once"
        case .misplacedField(let name): "the field \(name) stands behind those of a recipient"
        case .malformedValue(let name): "the value of \(name) has not its form"
        case .noRecipients: "no recipient is named"
        case .statusTooLarge(let limit): "the part for programs is larger than \(limit) octets"
        case .tooManyFields(let limit): "there are more than \(limit) fields"
        case .tooManyRecipients(let limit): "there are more than \(limit) recipients"
        }
    }
}
