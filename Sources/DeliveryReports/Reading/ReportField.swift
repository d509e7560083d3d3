import InternetMessage

/// One field of a report's part for programs.
public struct ReportField: Hashable, Sendable {
    /// The name as it is written.
    public let name: String
    /// The value on one line: each fold is one space, blanks at both ends are cut off, control characters are spaces.
    ///
    /// Octets that are no UTF-8 are taken for windows-1252. Comments and encoded words stay as they are.
    public let value: String
    /// The name in lower case, by which fields are looked up.
    let key: String

    /// Makes a field.
    ///
    /// - Parameters:
    ///   - name: the name without the colon.
    ///   - value: the text behind it, on one line.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
        key = name.lowercased()
    }

    /// Makes a field of octets that were read, the folds already taken out.
    init(name: some Collection<UInt8>, value: some BidirectionalCollection<UInt8>) {
        self.init(name: String(decoding: Array(name), as: UTF8.self), value: Self.text(of: value))
    }

    private static func text(of value: some BidirectionalCollection<UInt8>) -> String {
        let octets = Array(value.trimmed)
        let text =
            String(validating: octets, as: UTF8.self) ?? CharacterSetDecoder.decode(octets, charset: "windows-1252")
        let scalars = (text ?? "").unicodeScalars.map { isControl($0) ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Whether a character could do something to a line or a terminal.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...31, 127...159, 0x2028, 0x2029: true
        default: false
        }
    }
}

extension ReportField: CustomStringConvertible {
    /// The name and the value.
    public var description: String { "\(name): \(value)" }
}

extension [ReportField] {
    /// The values of a name, in the order in which they stand; empty ones too.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func values(named name: String) -> [String] {
        let key = name.lowercased()
        return filter { $0.key == key }.map(\.value)
    }

    /// The first value of a name that is not empty, or nil.
    ///
    /// - Parameter name: the name without the colon; case does not matter.
    public func value(named name: String) -> String? {
        let key = name.lowercased()
        return first { $0.key == key && !$0.value.isEmpty }?.value
    }
}
