import SMTPProtocol

extension SMTPServerConfiguration {
    /// A server at which clients log in.
    static func authenticating(
        _ mechanisms: [SASLMechanism] = SASLMechanism.allCases, isRequired: Bool = false,
        _ change: (inout SMTPServerConfiguration) -> Void = { _ in }
    ) -> SMTPServerConfiguration {
        .with {
            $0.authentication = Authentication(mechanisms: mechanisms, isRequired: isRequired)
            change(&$0)
        }
    }

    /// A server at which clients log in, and that bears as many mistakes as there are.
    static var patient: SMTPServerConfiguration {
        .authenticating {
            $0.authentication?.maximumFailures = 1_000
            $0.maximumErrors = 1_000
        }
    }
}

extension SASLSamples {
    /// PLAIN's response of the one user, in base 64.
    static let plain = SASLBase64.encode(octets("\0ada\0pencil"))
    /// PLAIN's response with another password, in base 64.
    static let wrongPlain = SASLBase64.encode(octets("\0ada\0pen"))

    /// A client that binds the channel where its mechanism does.
    static func suited(
        _ mechanism: SASLMechanism, user: String = user, secret: SASLClientExchange.Secret? = nil
    ) -> SASLClientExchange {
        client(mechanism, user: user, secret: secret, binding: mechanism.bindsChannel ? binding : nil)
    }
}

extension ServerDriver {
    /// A session at which EHLO was said, under TLS unless told otherwise.
    static func authenticating(
        _ configuration: SMTPServerConfiguration = .authenticating(), isEncrypted: Bool = true,
        binding: [UInt8]? = SASLSamples.binding, isProxy: Bool = false,
        application: @escaping Application = { _ in .accept },
        authenticator: @escaping Authenticator = SASLSamples.answer
    ) -> ServerDriver {
        var driver = ServerDriver(
            configuration, isEncrypted: isEncrypted, channelBinding: binding,
            cryptography: TestCryptography(seed: 2), isProxy: isProxy, application: application,
            authenticator: authenticator)
        driver.say("EHLO client.example")
        return driver
    }

    /// The line of the last reply that offers AUTH, or nil.
    var offeredMechanisms: String? { replies.last?.lines.first { $0.hasPrefix("AUTH") } }

    /// Carries a client's run of its mechanism to the end and gives the replies to it.
    ///
    /// - Parameter sendsInitialResponse: whether the first message goes with the command.
    mutating func logIn(_ client: SASLClientExchange, sendsInitialResponse: Bool = true) -> [String] {
        var client = client
        let before = replies.count
        let initial = try? client.initialResponse()
        let isSent = sendsInitialResponse && initial != nil
        var late = isSent ? nil : initial
        let word = isSent ? initial.map { " " + SASLBase64.encode($0) } : nil
        say("AUTH \(client.mechanism.rawValue)\(word ?? "")")
        // No mechanism has so many steps.
        for _ in 0..<10 where !isClosed {
            guard let reply = replies.last, reply.code == 334,
                let challenge = SASLBase64.decode(reply.lines[0].utf8)
            else { break }
            let response = late ?? (try? client.respond(to: challenge))
            late = nil
            say(response.map(SASLBase64.encode) ?? "*")
        }
        return replies.dropFirst(before).map(\.description)
    }
}
