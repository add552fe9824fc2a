"""Go types that kubectl's program does not contain: apiextensions and the aggregator.

A field is its name, with `?` if Go omits it when empty, and its type as in Go source.
"""

EXTENSIONS, AGGREGATOR = (
    "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.",
    "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1.",
)
CONDITION = (
    "status:v1.ConditionStatus=string lastTransitionTime?:v1.Time reason?:string message?:string"
)
TYPED = {
    EXTENSIONS: {
        "CustomResourceColumnDefinition": "name:string type:string format?:string description?:string priority?:int32 jsonPath:string",
        "CustomResourceConversion": "strategy:v1.ConversionStrategyType=string webhook?:*v1.WebhookConversion",
        "CustomResourceDefinition": "metadata?:v1.ObjectMeta spec:v1.CustomResourceDefinitionSpec "
        "status?:v1.CustomResourceDefinitionStatus",
        "CustomResourceDefinitionCondition": "type:v1.CustomResourceDefinitionConditionType=string observedGeneration?:int64 "
        + CONDITION,
        "CustomResourceDefinitionNames": "plural:string singular?:string shortNames?:[]string kind:string listKind?:string "
        "categories?:[]string",
        "CustomResourceDefinitionSpec": "group:string names:v1.CustomResourceDefinitionNames scope:v1.ResourceScope=string "
        "versions:[]v1.CustomResourceDefinitionVersion conversion?:*v1.CustomResourceConversion "
        "preserveUnknownFields?:bool",
        "CustomResourceDefinitionStatus": "conditions:[]v1.CustomResourceDefinitionCondition storedVersions:[]string "
        "acceptedNames:v1.CustomResourceDefinitionNames observedGeneration?:int64",
        "CustomResourceDefinitionVersion": "name:string served:bool storage:bool deprecated?:bool deprecationWarning?:*string "
        "schema?:*v1.CustomResourceValidation subresources?:*v1.CustomResourceSubresources "
        "additionalPrinterColumns?:[]v1.CustomResourceColumnDefinition "
        "selectableFields?:[]v1.SelectableField",
        "CustomResourceSubresourceScale": "specReplicasPath:string statusReplicasPath:string labelSelectorPath?:*string",
        "CustomResourceSubresources": "status?:*v1.CustomResourceSubresourceStatus scale?:*v1.CustomResourceSubresourceScale",
        "CustomResourceValidation": "openAPIV3Schema?:*v1.JSONSchemaProps",
        "ExternalDocumentation": "description?:string url?:string",
        "JSONSchemaProps": "id?:string $schema?:v1.JSONSchemaURL=string $ref?:*string description?:string type?:string format?:string "
        "title?:string default?:*v1.JSON maximum?:*float64 exclusiveMaximum?:bool minimum?:*float64 "
        "exclusiveMinimum?:bool maxLength?:*int64 minLength?:*int64 pattern?:string maxItems?:*int64 minItems?:*int64 "
        "uniqueItems?:bool multipleOf?:*float64 enum?:[]v1.JSON maxProperties?:*int64 minProperties?:*int64 "
        "required?:[]string items?:*v1.JSONSchemaPropsOrArray allOf?:[]v1.JSONSchemaProps oneOf?:[]v1.JSONSchemaProps "
        "anyOf?:[]v1.JSONSchemaProps not?:*v1.JSONSchemaProps properties?:map[string]v1.JSONSchemaProps "
        "additionalProperties?:*v1.JSONSchemaPropsOrBool patternProperties?:map[string]v1.JSONSchemaProps "
        "dependencies?:v1.JSONSchemaDependencies=map[string]v1.JSONSchemaPropsOrStringArray "
        "additionalItems?:*v1.JSONSchemaPropsOrBool definitions?:v1.JSONSchemaDefinitions=map[string]v1.JSONSchemaProps "
        "externalDocs?:*v1.ExternalDocumentation example?:*v1.JSON nullable?:bool "
        "x-kubernetes-preserve-unknown-fields?:*bool x-kubernetes-embedded-resource?:bool "
        "x-kubernetes-int-or-string?:bool x-kubernetes-list-map-keys?:[]string x-kubernetes-list-type?:*string "
        "x-kubernetes-map-type?:*string x-kubernetes-validations?:v1.ValidationRules=[]v1.ValidationRule",
        "SelectableField": "jsonPath:string",
        "ServiceReference": "namespace:string name:string path?:*string port?:*int32",
        "ValidationRule": "rule:string message?:string messageExpression?:string reason?:*v1.FieldValueErrorReason=string "
        "fieldPath?:string optionalOldSelf?:*bool",
        "WebhookClientConfig": "url?:*string service?:*v1.ServiceReference caBundle?:[]uint8",
        "WebhookConversion": "clientConfig?:*v1.WebhookClientConfig conversionReviewVersions:[]string",
    },
    AGGREGATOR: {
        "APIService": "metadata?:v1.ObjectMeta spec?:v1.APIServiceSpec status?:v1.APIServiceStatus",
        "APIServiceCondition": "type:v1.APIServiceConditionType=string " + CONDITION,
        "APIServiceSpec": "service?:*v1.ServiceReference group?:string version?:string insecureSkipTLSVerify?:bool caBundle?:[]uint8 "
        "groupPriorityMinimum:int32 versionPriority:int32",
        "APIServiceStatus": "conditions?:[]v1.APIServiceCondition",
        "ServiceReference": "namespace?:string name?:string port?:*int32",
    },
}
