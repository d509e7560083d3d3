/// The parameters of a MIME field, `; name=value` (RFC 2045, section 5.1; RFC 2231).
///
/// Reading makes the best of anything and never fails:
/// - values with a character set (`name*=utf-8''%C3%A9`) and values in sections (`name*0=`, `name*1=`, in any order, up
///   to the first gap) are put together; a value with a character set wins over sections, these over a plain one,
///   unless the character set is not known;
/// - encoded words in a plain value are decoded, quoted or not: RFC 2047 forbids them there and many programs write
///   them;
/// - of two parameters with one name the first wins;
/// - a missing semicolon, quotes that do not end, blanks in the name of a file without quotes, and octets outside of
///   ASCII (UTF-8 if they can be, otherwise windows-1252) are put up with; what is no parameter is passed over.
///
/// Control characters in a value become spaces, so that a value is always one line.
public struct MIMEParameters: Hashable, Sendable {
    /// One parameter.
    struct Parameter: Hashable, Sendable {
        /// The name in lower case.
        let name: String
        /// The value, decoded.
        let value: String
    }

    /// The parameters in the order in which their names come first.
    private let parameters: [Parameter]

    /// The largest number of parameters that are read; later ones are passed over.
    ///
    /// Far more than any field has; looking one up is a walk through them.
    public static let maximumCount = 256
    /// The largest number of sections that are read, those of all parameters together; later ones are passed over, and
    /// so is one whose number is not below this.
    ///
    /// Enough for a value of more than 50,000 octets in lines of the usual length.
    public static let maximumSectionCount = 1_000

    /// No parameters.
    public init() { parameters = [] }

    /// Reads parameters, tolerantly.
    ///
    /// - Parameter octets: what stands behind the type or the kind in the field, folded or not.
    public init(parsing octets: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(octets)
        self.init(ParameterSections(reading: &reader))
    }

    init(_ sections: ParameterSections) {
        parameters = sections.names.compactMap { name in
            sections.value(of: name).map { Parameter(name: name, value: $0.text) }
        }
    }

    /// The names in lower case, in the order in which they come first.
    public var names: [String] { parameters.map(\.name) }

    /// Whether there are none.
    public var isEmpty: Bool { parameters.isEmpty }

    /// The value of a parameter, decoded, or nil if there is none of this name.
    ///
    /// - Parameter name: the name without asterisks; its case does not matter.
    public subscript(name: String) -> String? {
        let name = name.lowercased()
        return parameters.first { $0.name == name }?.value
    }
}
