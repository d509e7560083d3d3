import Yams

/// The keys that one mapping of the file may have.
protocol ConfigurationKey: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {}

/// The entries of one mapping, found by key.
///
/// Unknown and repeated keys are reported when it is made. A key without a value counts as absent. What the environment
/// sets goes before what is written.
struct ConfigurationFields<Key: ConfigurationKey> {
    private var values: [Key: ConfigurationCursor] = [:]
    private var keyPositions: [Key: SourcePosition] = [:]
    private let path: String
    private let position: SourcePosition
    private let context: DecodingContext

    /// Makes the entries of a mapping that is not there.
    ///
    /// - Parameter context: what all cursors of the file share.
    init(absentIn context: DecodingContext) {
        path = ""
        position = .start
        self.context = context
    }

    /// Reads the keys of a mapping and reports those that do not belong there.
    ///
    /// - Parameters:
    ///   - mapping: the mapping.
    ///   - cursor: its place.
    init(_ mapping: Node.Mapping, at cursor: ConfigurationCursor) {
        path = cursor.path
        position = cursor.position
        context = cursor.context
        var firstLines: [String: Int] = [:]
        for (keyNode, value) in mapping {
            let place = SourcePosition(keyNode.mark, in: cursor.variable)
            guard let written = keyNode.scalar?.string else {
                context.report(.wrongType, at: place, path: path, "a key is a single word")
                continue
            }
            let name = context.maskedKeys[written] ?? written
            let keyPath = childPath(name)
            if let line = firstLines[name] {
                context.report(.duplicateKey, at: place, path: keyPath, "is given twice; the first is on line \(line)")
                continue
            }
            firstLines[name] = place.line
            guard let key = Key(rawValue: name) else {
                reportUnknown(name, at: place)
                continue
            }
            keyPositions[key] = place
            values[key] = ConfigurationCursor(
                node: value, path: keyPath, context: context, variable: cursor.variable)
        }
        if !context.overrides.isEmpty { takeOverrides() }
    }

    /// Puts what the environment sets in the place of what is written, and makes the sections that it needs.
    private mutating func takeOverrides() {
        for key in Key.allCases {
            let keyPath = childPath(key.rawValue)
            if let entry = context.overrides.entry(at: keyPath) {
                keyPositions[key] = SourcePosition(nil, in: entry.variable)
                values[key] = ConfigurationCursor(
                    node: entry.node, path: keyPath, context: context, variable: entry.variable)
            }
            if self[key] == nil, let variable = context.overrides.variable(below: keyPath) {
                keyPositions[key] = SourcePosition(nil, in: variable)
                values[key] = ConfigurationCursor(emptyAt: keyPath, context: context, variable: variable)
            }
        }
    }

    /// The value of a key, or nil when it is not written.
    ///
    /// - Parameter key: the key.
    subscript(key: Key) -> ConfigurationCursor? {
        guard let cursor = values[key], !cursor.isNull else { return nil }
        return cursor
    }

    /// Reports a key that is written without a value, where that would mean something else than its author means.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - meaning: what to do instead, as in `leave it out for all`.
    func refuseEmpty(_ key: Key, _ meaning: String) {
        guard keyPositions[key] != nil, self[key] == nil else { return }
        report(.missingKey, key, "has no value; \(meaning)")
    }

    /// The value of a key that must be there; nil and a problem when it is not.
    ///
    /// - Parameter key: the key.
    func required(_ key: Key) -> ConfigurationCursor? {
        if let cursor = self[key] { return cursor }
        context.report(
            .missingKey, at: keyPositions[key] ?? position, path: childPath(key.rawValue),
            "is missing and has no default")
        return nil
    }

    /// Reads a key into a property, which keeps its default when the key is absent or wrong.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - property: the property with its default.
    ///   - read: the reader, which reports problems itself.
    func assign<Value>(_ key: Key, to property: inout Value, _ read: (ConfigurationCursor) -> Value?) {
        if let cursor = self[key], let value = read(cursor) { property = value }
    }

    /// Reports a problem of a key, at the key, or at its mapping when it is not written.
    ///
    /// - Parameters:
    ///   - kind: what kind of problem it is.
    ///   - key: the key.
    ///   - message: what is wrong and what is accepted.
    func report(_ kind: ConfigurationProblem.Kind, _ key: Key, _ message: String) {
        context.report(kind, at: keyPositions[key] ?? position, path: childPath(key.rawValue), message)
    }

    private func childPath(_ name: String) -> String {
        let shown = PrintableText.plain(name)
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// Whether a name is written as keys are, so that it can be a misspelt one.
    private static func isWord(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "-" || $0 == "_" }
    }

    /// Reports a key that does not exist; where it may be a secret, it is named only if it is near one that does.
    private func reportUnknown(_ name: String, at place: SourcePosition) {
        let known = Key.allCases.map { $0.rawValue }
        var near = EditDistance.nearest(to: name, among: known)
        // A key that was written one level too high.
        if near == nil, Key.self == ConfigurationKeys.TopLevel.self { near = ConfigurationKeys.path(endingIn: name) }
        if place.variable != nil, ConfigurationSecrets.conceals(path), near == nil || !Self.isWord(name) {
            // A secret behind which the colon was forgotten is a key for YAML.
            let message = "has a key that is unknown and not shown; known here: \(known.joined(separator: ", "))"
            context.report(.unknownKey, at: place, path: path, message)
            return
        }
        let message = near == nil ? "unknown key; known here: \(known.joined(separator: ", "))" : "unknown key"
        context.report(.unknownKey, at: place, path: childPath(name), message, suggestion: near)
    }
}
