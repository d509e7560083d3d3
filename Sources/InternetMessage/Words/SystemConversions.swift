/// Decodes character sets, and keeps open the system's converters that it needed, each at most once.
struct SystemConversions {
    /// The converters by the name of their set, nil for one that the system does not have.
    private var converters: [String: SystemConverter?] = [:]

    /// Whether a set can be decoded here.
    mutating func canDecode(_ set: KnownCharacterSet) -> Bool {
        guard case .system(let name) = set else { return true }
        return converter(named: name) != nil
    }

    /// The text that octets stand for, or nil when the system does not have the converter.
    ///
    /// Malformed octets become U+FFFD.
    mutating func text(of octets: [UInt8], in set: KnownCharacterSet) -> String? {
        switch set {
        case .ascii: KnownCharacterSet.unlabelledText(of: octets)
        case .utf8: String(decoding: octets, as: UTF8.self)
        case .utf16(let isLittleEndian): KnownCharacterSet.utf16Text(of: octets, isLittleEndian: isLittleEndian)
        case .utf7: KnownCharacterSet.utf7Text(of: octets)
        case .windows1252: KnownCharacterSet.windows1252Text(of: octets)
        case .system(let name): converter(named: name)?.text(of: octets)
        }
    }

    private mutating func converter(named name: String) -> SystemConverter? {
        if let known = converters[name] { return known }
        let opened = SystemConverter(from: name)
        converters.updateValue(opened, forKey: name)
        return opened
    }
}
