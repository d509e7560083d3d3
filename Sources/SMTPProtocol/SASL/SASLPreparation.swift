import MailAddressing

/// User names and passwords in the form in which they are compared: OpaqueString (RFC 8265, section 4.2).
///
/// Spaces outside of ASCII become U+0020, and the text gets normalization form C; upper and lower case stay apart. It
/// takes the place of SASLprep, to which RFC 4616 and RFC 5802 refer, and agrees with it on ASCII. Of the characters
/// that RFC 8264 forbids, control characters and noncharacters are refused; about others, versions of Unicode differ.
public enum SASLPreparation {
    /// The most octets of a user name, in UTF-8.
    ///
    /// Default 255: so many RFC 4616, section 2, demands, and a mail address has 254 at most.
    public static let maximumUserLength = 255
    /// The most octets of a password, in UTF-8.
    ///
    /// Default 1024: four times what RFC 4616, section 2, demands; more would be work for nothing.
    public static let maximumPasswordLength = 1_024

    /// A user name, prepared.
    ///
    /// - Parameter name: the name as it was typed or received.
    /// - Returns: the prepared name, or nil where it is empty, too long or has a character that is refused.
    public static func user(_ name: String) -> String? { prepared(name, atMost: maximumUserLength) }

    /// A password, prepared.
    ///
    /// - Parameter password: the password as it was typed or received.
    /// - Returns: its octets in UTF-8, or nil where it is empty, too long or has a character that is refused.
    public static func password(_ password: String) -> [UInt8]? {
        prepared(password, atMost: maximumPasswordLength).map { Array($0.utf8) }
    }

    private static func prepared(_ text: String, atMost limit: Int) -> String? {
        guard !text.isEmpty, text.utf8.count <= limit else { return nil }
        if text.utf8.allSatisfy({ (32...126).contains($0) }) { return text }
        var scalars: [UInt32] = []
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            guard properties.generalCategory != .control, !properties.isNoncharacterCodePoint else { return nil }
            scalars.append(properties.generalCategory == .spaceSeparator ? 32 : scalar.value)
        }
        var result = String.UnicodeScalarView()
        for value in UnicodeNormalization.composed(scalars) {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            result.append(scalar)
        }
        // Some characters are longer in form C.
        let prepared = String(result)
        return prepared.utf8.count <= limit ? prepared : nil
    }
}
