import InternetMessage
import MailAddressing

/// What a DKIM-Signature field says, as far as checking needs it (RFC 6376, section 3.5).
///
/// A class, though it never changes: handing it on costs one count of references where its parts would cost many.
final class DKIMSignature: Sendable {
    /// The field itself.
    let field: HeaderField
    let algorithm: DKIMAlgorithm
    let headerCanonicalization: Canonicalization
    let bodyCanonicalization: Canonicalization
    /// The signing domain, `d=`.
    let domain: DomainName
    /// The domain of the identity, `i=`: the signing domain or one below it.
    let identityDomain: DomainName
    /// The name at which the key stands.
    let keyName: DomainName
    /// The names of the signed fields in lower case, From among them.
    let signedNames: SignedNames
    /// The digest of the body, `bh=`.
    let bodyHash: [UInt8]
    /// How much of the body is signed, `l=`; nil is all of it.
    let bodyLength: Int?
    /// The signature, `b=`.
    let signature: [UInt8]
    /// Where the signature stands in the field's value, with the blanks around it.
    let signatureRange: Range<Int>

    init(
        field: HeaderField, algorithm: DKIMAlgorithm, headerCanonicalization: Canonicalization,
        bodyCanonicalization: Canonicalization, domain: DomainName, identityDomain: DomainName, keyName: DomainName,
        signedNames: SignedNames, bodyHash: [UInt8], bodyLength: Int?, signature: [UInt8], signatureRange: Range<Int>
    ) {
        self.field = field
        self.algorithm = algorithm
        self.headerCanonicalization = headerCanonicalization
        self.bodyCanonicalization = bodyCanonicalization
        self.domain = domain
        self.identityDomain = identityDomain
        self.keyName = keyName
        self.signedNames = signedNames
        self.bodyHash = bodyHash
        self.bodyLength = bodyLength
        self.signature = signature
        self.signatureRange = signatureRange
    }

    /// What the body's digest is made of.
    var recipe: BodyHash.Recipe {
        BodyHash.Recipe(canonicalization: bodyCanonicalization, algorithm: algorithm.digest, limit: bodyLength)
    }
}
