import Yams

extension ConfigurationCursor {
    /// One word of a fixed set.
    ///
    /// - Parameter type: the words that are accepted.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) -> Value? where Value.RawValue == String {
        let words = Value.allCases.map { $0.rawValue }
        let accepted = words.joined(separator: ", ")
        guard let text = string("one of: \(accepted)") else { return nil }
        if let value = Value(rawValue: text) { return value }
        let near = EditDistance.nearest(to: text, among: words)
        let message = "\(PrintableText.quoted(text)) is not accepted; accepted: \(accepted)"
        report(.invalidValue, message, suggestion: near)
        return nil
    }
}
