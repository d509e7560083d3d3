public import MailAddressing

/// Whose mail a suppression holds back; complete.
///
/// A mailbox that is gone is gone for everybody. Who complains about one newsletter does so about that one: taken for
/// everybody, a click on "spam" would cost a person the reset of a password.
public enum SuppressionScope: Hashable, Sendable {
    /// Everybody's.
    case everybody
    /// That of one domain: the one of the envelope sender, without those below it.
    case senderDomain(DomainName)
    /// That of one stream: a list, a newsletter.
    case stream(StreamName)
}

extension SuppressionScope: CustomStringConvertible {
    /// Whose, for people: `everybody`, `sender domain example.com` or `stream news`.
    public var description: String {
        switch self {
        case .everybody: "everybody"
        case .senderDomain(let domain): "sender domain \(domain)"
        case .stream(let name): "stream \(name)"
        }
    }
}

extension SuppressionScope {
    /// The number in durable forms.
    var code: UInt8 {
        switch self {
        case .everybody: 0
        case .senderDomain: 1
        case .stream: 2
        }
    }

    /// The name in durable forms, empty for everybody.
    var name: String {
        switch self {
        case .everybody: ""
        case .senderDomain(let domain): domain.text
        case .stream(let name): name.text
        }
    }

    /// The scope of a number and a name; nil where they make none.
    init?(code: UInt8, name: String) {
        switch code {
        case 0 where name.isEmpty: self = .everybody
        case 1:
            guard let domain = try? DomainName(name) else { return nil }
            self = .senderDomain(domain)
        case 2:
            guard let name = try? StreamName(name) else { return nil }
            self = .stream(name)
        default: return nil
        }
    }
}
