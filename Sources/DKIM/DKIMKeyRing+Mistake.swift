public import MailAddressing

extension DKIMKeyRing {
    /// Why there can be no such entry or ring; complete, because each case names a rule that is enforced here.
    public enum Mistake: Error, Hashable, Sendable {
        /// The signer or the record of a key cannot be made.
        case unusable(DKIMError)
        /// The record at a name would forbid its own key to sign mail, by its digests or services.
        case recordForbidsUse(DomainName)
        /// The key at a name is to end before it begins, or at the same time.
        case endsBeforeItBegins(DomainName)
        /// Two keys at one name.
        case duplicateSelector(DomainName)
        /// Two keys of one domain and algorithm that begin at the same time, so that none is the newer one.
        case sameBeginning(DomainName, DomainName)
        /// A domain with more keys than ``DKIMKeyRing/maximumEntriesPerDomain``.
        case tooManyEntries(DomainName)
        /// A prefix that makes no selector, or a date that is not in the years 1970 to 9999.
        case invalidSelector
    }
}

extension DKIMKeyRing.Mistake: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .unusable(let error): "\(error)"
        case .recordForbidsUse(let name): "the record at \(name) forbids its key to sign mail"
        case .endsBeforeItBegins(let name): "the key at \(name) ends before it begins"
        case .duplicateSelector(let name): "there are two keys at \(name)"
        case .sameBeginning(let first, let second):
            "the keys at \(first) and \(second) are of one kind and begin at the same time"
        case .tooManyEntries(let domain):
            "\(domain) has more than \(DKIMKeyRing.maximumEntriesPerDomain) keys"
        case .invalidSelector: "no selector can be made of that prefix and date"
        }
    }
}
