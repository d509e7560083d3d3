import Yams

extension ConfigurationCursor {
    /// One word of a fixed set.
    ///
    /// - Parameters:
    ///   - type: the words that are accepted.
    ///   - unsupported: words that the format has and this version has not.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type, unsupported: [String] = []
    ) -> Value? where Value.RawValue == String {
        let words = Value.allCases.map { $0.rawValue }
        let accepted = words.joined(separator: ", ")
        guard let text = string("one of: \(accepted)") else { return nil }
        if let value = Value(rawValue: text) { return value }
        if unsupported.contains(text) {
            report(.unsupported, "\(text) is not supported by this version; supported: \(accepted)")
            return nil
        }
        let near = EditDistance.nearest(to: text, among: words + unsupported)
        let message = "\(PrintableText.quoted(text)) is not accepted; accepted: \(accepted)"
        report(.invalidValue, message, suggestion: near)
        return nil
    }

    /// Refuses whatever is written here, as this version cannot do it; empty lists and mappings are fine.
    ///
    /// - Parameter supported: what may stand here instead, as in `an empty list`.
    func refuseUnlessEmpty(supported: String) {
        let isEmpty =
            switch node {
            case .mapping(let mapping): mapping.isEmpty
            case .sequence(let sequence): sequence.isEmpty
            case .scalar, .alias: isNull
            }
        guard !isEmpty else { return }
        report(.unsupported, "is not supported by this version; supported: \(supported)")
    }
}
