/// Under what a suppression is kept: who gets nothing, and from whom.
///
/// There is at most one suppression for each key. One recipient may have several: one for everybody, one for a stream.
public struct SuppressionKey: Hashable, Sendable {
    /// Who gets nothing.
    public let target: SuppressionTarget
    /// Whose mail is held back.
    public let scope: SuppressionScope

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - target: who gets nothing.
    ///   - scope: whose mail is held back.
    public init(_ target: SuppressionTarget, for scope: SuppressionScope = .everybody) {
        self.target = target
        self.scope = scope
    }

    /// The key as octets, fit for a column of a database: two are the same only for the same key.
    ///
    /// The host; `@` and the local part, if there is one; a zero; the scope as 0, 1 or 2; its name. At most 703 octets.
    public var octets: [UInt8] { target.octets + [0, scope.code] + scope.name.utf8 }
}

extension SuppressionKey: Comparable {
    /// Orders by the octets.
    public static func < (left: SuppressionKey, right: SuppressionKey) -> Bool {
        left.octets.lexicographicallyPrecedes(right.octets)
    }
}

extension SuppressionKey: CustomStringConvertible {
    /// Who, and for whom: `ada@example.com for everybody`.
    public var description: String { "\(target) for \(scope)" }
}

extension DurableReader {
    /// Reads the target and the name of the scope, whose code stood before.
    mutating func key(ofScope code: UInt8) throws(SuppressionFormError) -> SuppressionKey {
        let targetOffset = offset
        guard let target = SuppressionTarget(localPart: try text(), host: try text()) else {
            throw SuppressionFormError(.malformed, at: targetOffset)
        }
        let scopeOffset = offset
        guard let scope = SuppressionScope(code: code, name: try text()) else {
            throw SuppressionFormError(.malformed, at: scopeOffset)
        }
        return SuppressionKey(target, for: scope)
    }
}
