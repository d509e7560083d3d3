/// SCRAM (RFC 5802, RFC 7677).
extension SASLServerExchange {
    /// What the client's first message said.
    struct Greeting: Sendable {
        let user: String
        /// Whether it wants to act as itself.
        let mayAct: Bool
        let nonce: [UInt8]
        /// The message without its header.
        let bare: [UInt8]
        /// What has to stand in `c=`: the header, and the data of the channel behind it.
        let binding: [UInt8]
    }

    /// What was sent to the client.
    struct Challenge: Sendable {
        let greeting: Greeting
        let keys: SCRAMKeys
        let nonce: [UInt8]
        let octets: [UInt8]
    }

    mutating func receiveGreeting(_ response: [UInt8]) -> Step {
        guard let header = GS2Header(parsing: response),
            let first = SCRAM.ClientFirst(parsing: response.dropFirst(header.octets.count))
        else { return malformed("The client's first message is wrong") }
        var binding = header.octets
        switch header.binding {
        case .bound(let type):
            guard mechanism.bindsChannel else { return malformed("This mechanism does not bind the channel") }
            guard type == SCRAM.bindingType else { return malformed("The channel is bound by tls-server-end-point") }
            guard let channelBinding else { return fail(.serverError) }
            binding += channelBinding
        case .unsupported, .unoffered:
            guard !mechanism.bindsChannel else { return malformed("This mechanism binds the channel") }
            // Somebody in the middle has hidden from the client that we bind (RFC 5802, section 6).
            guard header.binding == .unsupported || !offersChannelBinding else { return fail(.refused) }
        }
        guard let user = SASLPreparation.user(first.user) else { return fail(.refused) }
        let greeting = Greeting(
            user: user, mayAct: header.authorization.map { SASLPreparation.user($0) == user } ?? true,
            nonce: first.nonce, bare: Array(response.dropFirst(header.octets.count)), binding: binding)
        return ask(.keys(user: user), .keys(greeting))
    }

    mutating func challenge(_ greeting: Greeting, keys: SCRAMKeys) -> Step {
        guard keys.isSound else { return fail(.serverError) }
        let nonce = greeting.nonce + (nonce ?? SCRAM.nonce(cryptography))
        let message = SCRAM.ServerFirst(nonce: nonce, salt: keys.salt, iterations: keys.iterations)
        state = .proof(Challenge(greeting: greeting, keys: keys, nonce: nonce, octets: message.octets))
        return .challenge(message.octets)
    }

    mutating func receiveProof(_ response: [UInt8], to challenge: Challenge) -> Step {
        guard let final = SCRAM.ClientFinal(parsing: response) else {
            return malformed("The client's last message is wrong")
        }
        let (greeting, keys) = (challenge.greeting, challenge.keys)
        let message = SCRAM.authMessage(
            clientFirst: greeting.bare, serverFirst: challenge.octets, clientFinal: final.withoutProof)
        let clientKey = SCRAM.xor(final.proof, cryptography.hmacSHA256(message, key: keys.storedKey))
        // Everything is judged before anything is told, so that the time does not tell what was wrong.
        let isProved = cryptography.sha256(clientKey).equalsInConstantTime(keys.storedKey)
        let isFresh = final.nonce.equalsInConstantTime(challenge.nonce)
        let isBound = final.binding.equalsInConstantTime(greeting.binding)
        let signature = cryptography.hmacSHA256(message, key: keys.serverKey)
        let isRight = isProved && isFresh && isBound && greeting.mayAct
        return ask(
            .proof(user: greeting.user, isRight: isRight),
            .proof(user: greeting.user, signature: isRight ? signature : nil))
    }

    mutating func prove(_ signature: [UInt8], to user: String) -> Step {
        state = .proved(user: user)
        return .challenge(Array("v=".utf8) + SASLBase64.encodeOctets(signature))
    }
}
