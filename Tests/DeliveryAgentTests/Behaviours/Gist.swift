import DeliveryQueue
import SMTPProtocol

/// What an outcome comes down to, beside the words of its reply.
struct Gist: Equatable {
    var kind: DeliveryOutcome.Kind
    var errorClass: DeliveryErrorClass
    var host: String?
    var isRemote: Bool
    var isAmbiguous: Bool

    init(
        _ kind: DeliveryOutcome.Kind, _ errorClass: DeliveryErrorClass = .other, at host: String?,
        isRemote: Bool = true, isAmbiguous: Bool = false
    ) {
        self.kind = kind
        self.errorClass = errorClass
        self.host = host
        self.isRemote = isRemote
        self.isAmbiguous = isAmbiguous
    }
}

extension DeliveryOutcome {
    var gist: Gist {
        Gist(kind, errorClass, at: host, isRemote: isRemoteReply, isAmbiguous: isAmbiguous)
    }
}

extension AttemptResult {
    var gists: [Gist] { outcomes.map(\.gist) }
    var replies: [String] { outcomes.map(\.reply.description) }
    var details: [String?] { outcomes.map(\.detail) }
}
