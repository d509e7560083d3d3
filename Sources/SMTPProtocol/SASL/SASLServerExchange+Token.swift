/// OAUTHBEARER (RFC 7628) and XOAUTH2.
extension SASLServerExchange {
    /// Whether the client was refused already, and only its response to that is awaited.
    var isRefused: Bool { if case .tokenRefused = state { true } else { false } }

    mutating func receiveToken(_ response: [UInt8]) -> Step {
        var text = response[...]
        var name: String?
        if mechanism == .oauthBearer {
            guard let header = GS2Header(parsing: response) else { return malformed("The header n,a=…, is missing") }
            if case .bound = header.binding { return malformed("This mechanism does not bind the channel") }
            name = header.authorization
            text = text.dropFirst(header.octets.count)
            guard text.popFirst() == BearerMessage.separator else { return malformed(Self.noToken) }
        }
        guard let pairs = BearerMessage.pairs(text) else { return malformed(Self.noToken) }
        if mechanism == .xoauth2 {
            guard let value = pairs["user"], !value.isEmpty, let user = String(validating: value, as: UTF8.self)
            else { return malformed("XOAUTH2 names a user") }
            name = user
        }
        guard let value = pairs["auth"], let token = BearerMessage.token(value) else { return malformed(Self.noToken) }
        var user: String?
        if let name {
            guard let prepared = SASLPreparation.user(name) else { return fail(.refused) }
            user = prepared
        }
        return ask(.token(user: user, token: token), .token(user: user))
    }

    /// The client is told by a challenge, and answers it before the end (RFC 7628, section 3.2.3).
    mutating func refuseToken() -> Step {
        state = .tokenRefused
        let isStandard = mechanism == .oauthBearer
        let answer =
            isStandard
            ? #"{"status":"invalid_token","schemes":"bearer"}"# : #"{"status":"401","schemes":"bearer","scope":""}"#
        return .challenge(Array(answer.utf8))
    }

    private static var noToken: String { "The message is no list of pairs with one token of Bearer" }
}
