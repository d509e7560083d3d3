import MXResolver
