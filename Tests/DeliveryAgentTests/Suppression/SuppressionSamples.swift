import BounceClassification
import MailAddressing

/// Keys and states that the tests of the durable list share.
enum SuppressionSamples {
    static let now: Int64 = 1_777_777_777

    static func key(_ target: String, for scope: SuppressionScope = .everybody) throws -> SuppressionKey {
        SuppressionKey(try SuppressionTarget(parsing: target), for: scope)
    }

    static func entry(_ target: String, expiry: Int64? = nil) throws -> Suppression {
        Suppression(try key(target), because: .person("x"), since: now, expiry: expiry)
    }
}

extension SuppressionStore {
    /// Confirms the entry of a key once more, or makes one.
    func confirm(_ key: SuppressionKey) async throws(SuppressionStoreError) {
        try await update(key) { state in
            var state = state
            var entry = state.suppression ?? Suppression(key, because: .person("x"), since: 0)
            entry.confirmations += 1
            state.replace(with: entry)
            return state
        }
    }
}
