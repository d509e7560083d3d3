/// What is wrong with a TXT record that should say that a domain has a policy, and where.
///
/// The reader of records throws this one type and nothing else, whatever the octets are.
public struct MTASTSRecordError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a check of the reader.
    public enum Problem: Hashable, Sendable {
        /// The record does not begin with `v=STSv1;`; it may be anything.
        case otherVersion
        /// A field that is not of the form `name=value`, or something between fields that is no semicolon.
        case malformedField
        /// The value of `id` is not one to 32 letters and digits.
        case malformedIdentifier
        /// There is no field `id`.
        case missingIdentifier
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets from the start of the record at which it was noticed.
    public let offset: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - offset: the offset in octets from the start of the record, not negative.
    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension MTASTSRecordError: CustomStringConvertible {
    /// A few words for a person, without octets of the record.
    public var description: String {
        let what =
            switch problem {
            case .otherVersion: "it does not begin with \"v=STSv1;\""
            case .malformedField: "a field is not of the form \"name=value\""
            case .malformedIdentifier: "id is not one to 32 letters and digits"
            case .missingIdentifier: "the field id is missing"
            }
        return "\(what) (at offset \(offset))"
    }
}
