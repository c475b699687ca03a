// Fields that hold a text or a selector and refer to nothing in the workspace, each with the reason. A field of the API
// that is neither here nor declared in workspace/references/ fails the test: nobody forgets the next one. Written
// `Type.field`; with a kind before it, for that kind alone.

interface Excluded {
  readonly because: string;
  readonly fields: string;
}

const EXCLUDED: readonly Excluded[] = [
  {
    because: 'declares the name, key, port or label that others refer to',
    fields: `ObjectMeta.name ObjectMeta.labels ConfigMap.data Secret.stringData Container.name EphemeralContainer.name
      ContainerPort.name ContainerPort.containerPort Volume.name PodResourceClaim.name ServicePort.name
      ServicePort.nodePort DeviceRequest.name DeviceSubRequest.name CounterSet.name Device.name EnvVar.name
      CustomResourceDefinitionVersion.name CustomResourceColumnDefinition.name MatchCondition.name Variable.name
      MutatingWebhook.name ValidatingWebhook.name PodSchedulingGate.name ResourcePool.name`,
  },
  {
    because: 'says the type of an object: which one, the name beside it says',
    fields: `IngressClassParametersReference.apiGroup IngressClassParametersReference.scope ParentReference.group
      ParentReference.resource RoleRef.apiGroup Subject.apiGroup TypedLocalObjectReference.apiGroup
      TypedObjectReference.apiGroup APIServiceSpec.group APIServiceSpec.version CustomResourceDefinitionSpec.group
      CustomResourceDefinitionSpec.scope CustomResourceDefinitionNames.categories CustomResourceDefinitionNames.listKind
      CustomResourceDefinitionNames.plural CustomResourceDefinitionNames.shortNames
      CustomResourceDefinitionNames.singular *.apiVersion *.kind`,
  },
  {
    because: 'types and verbs of requests, not objects',
    fields: `NamedRuleWithOperations.apiGroups NamedRuleWithOperations.apiVersions NamedRuleWithOperations.resources
      RuleWithOperations.apiGroups RuleWithOperations.apiVersions RuleWithOperations.resources PolicyRule.apiGroups
      PolicyRule.nonResourceURLs PolicyRule.resources PolicyRule.verbs ResourcePolicyRule.apiGroups
      ResourcePolicyRule.resources ResourcePolicyRule.verbs NonResourcePolicyRule.nonResourceURLs
      NonResourcePolicyRule.verbs MutatingWebhook.admissionReviewVersions ValidatingWebhook.admissionReviewVersions
      WebhookConversion.conversionReviewVersions`,
  },
  {
    because: 'names objects of whatever namespace or kind, which cannot be told from the object alone',
    fields: `NamedRuleWithOperations.resourceNames MutatingWebhook.objectSelector ValidatingWebhook.objectSelector
      MatchResources.objectSelector ParamRef.name ParamRef.selector`,
  },
  {
    because: 'a question or an answer that is not kept: there is no object of that kind in a cluster',
    fields: `ResourceAttributes.group ResourceAttributes.name ResourceAttributes.namespace ResourceAttributes.resource
      ResourceAttributes.subresource ResourceAttributes.verb ResourceAttributes.version NonResourceAttributes.path
      NonResourceAttributes.verb SelfSubjectRulesReviewSpec.namespace SubjectAccessReviewSpec.extra
      SubjectAccessReviewSpec.groups SubjectAccessReviewSpec.uid SubjectAccessReviewSpec.user TokenReviewSpec.audiences
      TokenReviewSpec.token FieldSelectorAttributes.rawSelector FieldSelectorRequirement.key
      FieldSelectorRequirement.operator FieldSelectorRequirement.values LabelSelectorAttributes.rawSelector
      LabelSelectorRequirement.key LabelSelectorRequirement.operator LabelSelectorRequirement.values
      ComponentCondition.error ComponentCondition.message ComponentCondition.type`,
  },
  {
    because: 'labels and taints of nodes, which the kubelet and the cloud give: no manifest has to have them',
    fields: `PodSpec.nodeSelector NodeAffinity.requiredDuringSchedulingIgnoredDuringExecution
      PreferredSchedulingTerm.preference VolumeNodeAffinity.required Scheduling.nodeSelector Device.nodeSelector
      ResourceSliceSpec.nodeSelector CSIStorageCapacity.nodeTopology CSINodeDriver.topologyKeys
      PodAffinityTerm.topologyKey TopologySpreadConstraint.topologyKey TopologySelectorLabelRequirement.key
      TopologySelectorLabelRequirement.values ForZone.name Endpoint.zone Endpoint.deprecatedTopology Taint.key
      Taint.value Toleration.key Toleration.value DeviceTaint.key DeviceTaint.value DeviceToleration.key
      DeviceToleration.value`,
  },
  {
    because: 'part of a selector beside it, which is the reference',
    fields: `PodAffinityTerm.matchLabelKeys PodAffinityTerm.mismatchLabelKeys TopologySpreadConstraint.matchLabelKeys`,
  },
  {
    because: 'names of metrics, resources, signers, users, drivers and schedulers that are no objects',
    fields: `ContainerResourceMetricSource.name MetricIdentifier.name MetricIdentifier.selector ResourceMetricSource.name
      ContainerResizePolicy.resourceName ResourceFieldSelector.resource DeviceClassSpec.extendedResourceName
      ClusterTrustBundleProjection.signerName PodCertificateProjection.signerName
      CertificateSigningRequestSpec.signerName CertificateSigningRequestSpec.username CertificateSigningRequestSpec.uid
      CertificateSigningRequestSpec.groups CertificateSigningRequestSpec.extra UserSubject.name GroupSubject.name
      FlexVolumeSource.driver FlexPersistentVolumeSource.driver ResourceSliceSpec.driver OpaqueDeviceConfiguration.driver
      PodSpec.schedulerName JobSpec.managedBy IngressClassSpec.controller ServiceSpec.loadBalancerClass
      RuntimeClass.handler LeaseSpec.holderIdentity LeaseSpec.preferredHolder TokenRequest.audience
      ServiceAccountTokenProjection.audience`,
  },
  {
    because: 'a custom resource of an add-on',
    fields: `WindowsSecurityContextOptions.gmsaCredentialSpecName WindowsSecurityContextOptions.gmsaCredentialSpec`,
  },
  {
    because: 'a name in DNS or an address, in which the name of a Service is a part at most',
    fields: `ServiceSpec.externalName ServiceSpec.clusterIP ServiceSpec.clusterIPs ServiceSpec.externalIPs
      ServiceSpec.loadBalancerIP ServiceSpec.loadBalancerSourceRanges Endpoint.addresses Endpoint.hostname
      EndpointAddress.hostname EndpointAddress.ip PodSpec.hostname PodSpec.hostnameOverride HostAlias.hostnames
      HostAlias.ip IngressRule.host IngressTLS.hosts HTTPGetAction.host TCPSocketAction.host IPBlock.cidr IPBlock.except
      PodDNSConfig.nameservers PodDNSConfig.searches ServiceCIDRSpec.cidrs NodeSpec.podCIDR NodeSpec.podCIDRs
      ContainerPort.hostIP NFSVolumeSource.server WebhookClientConfig.url EventSource.host`,
  },
  {
    because: 'a number that nothing in a manifest has to declare',
    fields: `ContainerPort.hostPort EndpointPort.port NetworkPolicyPort.endPort ServiceSpec.healthCheckNodePort
      PodDisruptionBudgetSpec.maxUnavailable PodDisruptionBudgetSpec.minAvailable RollingUpdateDaemonSet.maxSurge
      RollingUpdateDaemonSet.maxUnavailable RollingUpdateDeployment.maxSurge RollingUpdateDeployment.maxUnavailable
      RollingUpdateStatefulSetStrategy.maxUnavailable`,
  },
  {
    because: 'a request in the list of the same claim: the server itself asks whether it is there',
    fields: `DeviceConstraint.requests DeviceClaimConfiguration.requests ResourceClaim.request
      DeviceCounterConsumption.counterSet NodeAllocatableResourceMapping.capacityKey`,
  },
  {
    because: 'the server does not look at it',
    fields: `ServiceAccount/ObjectReference.namespace ObjectReference.fieldPath ObjectReference.resourceVersion
      ObjectReference.uid OwnerReference.uid ConfigMapNodeConfigSource.resourceVersion ConfigMapNodeConfigSource.uid
      ObjectMeta.selfLink ObjectMeta.uid ObjectMeta.resourceVersion ObjectMeta.generateName NodeSpec.externalID`,
  },
  {
    because: 'parameters in the words of a driver or a tool; those that name objects are declared by their keys',
    fields: `StorageClass.parameters VolumeAttributesClass.parameters CSIPersistentVolumeSource.volumeAttributes
      CSIVolumeSource.volumeAttributes FlexVolumeSource.options FlexPersistentVolumeSource.options
      ObjectMeta.annotations ObjectMeta.finalizers NamespaceSpec.finalizers Secret.type
      PodCertificateProjection.userAnnotations`,
  },
  {
    because: 'something of the storage or the network outside of the cluster',
    fields: `AWSElasticBlockStoreVolumeSource.fsType AWSElasticBlockStoreVolumeSource.volumeID AzureDiskVolumeSource.diskName
      AzureDiskVolumeSource.diskURI AzureDiskVolumeSource.fsType AzureFilePersistentVolumeSource.shareName
      AzureFileVolumeSource.shareName CSIPersistentVolumeSource.fsType CSIPersistentVolumeSource.volumeHandle
      CSIVolumeSource.fsType CSINodeDriver.nodeID CephFSPersistentVolumeSource.monitors CephFSPersistentVolumeSource.path
      CephFSPersistentVolumeSource.secretFile CephFSPersistentVolumeSource.user CephFSVolumeSource.monitors
      CephFSVolumeSource.path CephFSVolumeSource.secretFile CephFSVolumeSource.user CinderPersistentVolumeSource.fsType
      CinderPersistentVolumeSource.volumeID CinderVolumeSource.fsType CinderVolumeSource.volumeID FCVolumeSource.fsType
      FCVolumeSource.targetWWNs FCVolumeSource.wwids FlexPersistentVolumeSource.fsType FlexVolumeSource.fsType
      FlockerVolumeSource.datasetName FlockerVolumeSource.datasetUUID GCEPersistentDiskVolumeSource.fsType
      GCEPersistentDiskVolumeSource.pdName GitRepoVolumeSource.repository GitRepoVolumeSource.revision
      GlusterfsPersistentVolumeSource.path GlusterfsVolumeSource.path ISCSIPersistentVolumeSource.fsType
      ISCSIPersistentVolumeSource.initiatorName ISCSIPersistentVolumeSource.iqn ISCSIPersistentVolumeSource.iscsiInterface
      ISCSIPersistentVolumeSource.portals ISCSIPersistentVolumeSource.targetPortal ISCSIVolumeSource.fsType
      ISCSIVolumeSource.initiatorName ISCSIVolumeSource.iqn ISCSIVolumeSource.iscsiInterface ISCSIVolumeSource.portals
      ISCSIVolumeSource.targetPortal LocalVolumeSource.fsType LocalVolumeSource.path NFSVolumeSource.path
      NodeSpec.providerID PersistentVolumeSpec.mountOptions StorageClass.mountOptions
      PhotonPersistentDiskVolumeSource.fsType PhotonPersistentDiskVolumeSource.pdID PortworxVolumeSource.fsType
      PortworxVolumeSource.volumeID QuobyteVolumeSource.group QuobyteVolumeSource.registry QuobyteVolumeSource.tenant
      QuobyteVolumeSource.user QuobyteVolumeSource.volume RBDPersistentVolumeSource.fsType RBDPersistentVolumeSource.image
      RBDPersistentVolumeSource.keyring RBDPersistentVolumeSource.monitors RBDPersistentVolumeSource.pool
      RBDPersistentVolumeSource.user RBDVolumeSource.fsType RBDVolumeSource.image RBDVolumeSource.keyring
      RBDVolumeSource.monitors RBDVolumeSource.pool RBDVolumeSource.user ScaleIOPersistentVolumeSource.fsType
      ScaleIOPersistentVolumeSource.gateway ScaleIOPersistentVolumeSource.protectionDomain
      ScaleIOPersistentVolumeSource.storageMode ScaleIOPersistentVolumeSource.storagePool
      ScaleIOPersistentVolumeSource.system ScaleIOPersistentVolumeSource.volumeName ScaleIOVolumeSource.fsType
      ScaleIOVolumeSource.gateway ScaleIOVolumeSource.protectionDomain ScaleIOVolumeSource.storageMode
      ScaleIOVolumeSource.storagePool ScaleIOVolumeSource.system ScaleIOVolumeSource.volumeName
      StorageOSPersistentVolumeSource.fsType StorageOSPersistentVolumeSource.volumeName
      StorageOSPersistentVolumeSource.volumeNamespace StorageOSVolumeSource.fsType StorageOSVolumeSource.volumeName
      StorageOSVolumeSource.volumeNamespace VsphereVirtualDiskVolumeSource.fsType
      VsphereVirtualDiskVolumeSource.storagePolicyID VsphereVirtualDiskVolumeSource.storagePolicyName
      VsphereVirtualDiskVolumeSource.volumePath Device.bindingConditions Device.bindingFailureConditions
      DeviceAttribute.string DeviceAttribute.strings DeviceAttribute.version DeviceAttribute.versions
      DeviceConstraint.distinctAttribute DeviceConstraint.matchAttribute`,
  },
  {
    because: 'a file, an image, a command or an expression, for the container',
    fields: `Container.args Container.command Container.image Container.terminationMessagePath Container.workingDir
      EphemeralContainer.args EphemeralContainer.command EphemeralContainer.image
      EphemeralContainer.terminationMessagePath EphemeralContainer.workingDir ExecAction.command EnvVar.value
      EnvFromSource.prefix ImageVolumeSource.reference KeyToPath.path DownwardAPIVolumeFile.path
      ClusterTrustBundleProjection.path PodCertificateProjection.certificateChainPath
      PodCertificateProjection.credentialBundlePath PodCertificateProjection.keyPath PodCertificateProjection.keyType
      ServiceAccountTokenProjection.path HostPathVolumeSource.path GitRepoVolumeSource.directory VolumeMount.mountPath
      VolumeMount.subPathExpr VolumeDevice.devicePath FileKeySelector.key FileKeySelector.path
      AppArmorProfile.localhostProfile SeccompProfile.localhostProfile SELinuxOptions.level SELinuxOptions.role
      SELinuxOptions.type SELinuxOptions.user Sysctl.name Sysctl.value PodDNSConfigOption.name PodDNSConfigOption.value
      WindowsSecurityContextOptions.runAsUserName Capabilities.add Capabilities.drop HTTPGetAction.path HTTPHeader.name
      HTTPHeader.value GRPCAction.service HTTPIngressPath.path ServiceReference.path ObjectFieldSelector.fieldPath
      CELDeviceSelector.expression ApplyConfiguration.expression AuditAnnotation.key AuditAnnotation.valueExpression
      MatchCondition.expression JSONPatch.expression Validation.expression Validation.messageExpression
      Variable.expression ValidationRule.fieldPath ValidationRule.messageExpression ValidationRule.rule
      CustomResourceColumnDefinition.jsonPath SelectableField.jsonPath CustomResourceSubresourceScale.labelSelectorPath
      CustomResourceSubresourceScale.specReplicasPath CustomResourceSubresourceScale.statusReplicasPath`,
  },
  {
    because: 'prose, a word of a list, or a time',
    fields: `CSIDriverSpec.fsGroupPolicy CSIDriverSpec.volumeLifecycleModes Container.restartPolicy
      EphemeralContainer.restartPolicy ContainerResizePolicy.restartPolicy ContainerRestartRule.action
      ContainerRestartRuleOnExitCodes.operator CronJobSpec.schedule CronJobSpec.timeZone
      CustomResourceColumnDefinition.description CustomResourceColumnDefinition.format
      CustomResourceColumnDefinition.type CustomResourceConversion.strategy
      CustomResourceDefinitionVersion.deprecationWarning EmptyDirVolumeSource.medium EndpointPort.appProtocol
      ServicePort.appProtocol Event.action Event.message Event.note Event.reason Event.reportingComponent
      Event.reportingController Event.reportingInstance Event.type EventSource.component ExternalDocumentation.description
      ExternalDocumentation.url FlowDistinguisherMethod.type HPAScalingPolicy.type HPAScalingRules.selectPolicy
      JSONSchemaProps.$ref JSONSchemaProps.$schema JSONSchemaProps.description JSONSchemaProps.format JSONSchemaProps.id
      JSONSchemaProps.pattern JSONSchemaProps.required JSONSchemaProps.title JSONSchemaProps.type
      JSONSchemaProps.x-kubernetes-list-map-keys JSONSchemaProps.x-kubernetes-list-type
      JSONSchemaProps.x-kubernetes-map-type LeaseSpec.strategy LimitRangeItem.type LimitResponse.type MetricSpec.type
      MetricTarget.type ParamRef.parameterNotFoundAction PodFailurePolicyOnPodConditionsPattern.type PodOS.name
      PodReadinessGate.conditionType PodSecurityContext.seLinuxChangePolicy PriorityClass.description
      PriorityLevelConfigurationSpec.type ServiceSpec.trafficDistribution
      StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted
      StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled SuccessPolicyRule.succeededIndexes Validation.message
      Validation.reason ValidationRule.message VolumeMount.recursiveReadOnly`,
  },
];

/** The reason for each excluded field. */
export const notReferences: ReadonlyMap<string, string> = new Map(
  EXCLUDED.flatMap(({ because, fields }) =>
    fields
      .trim()
      .split(/\s+/)
      .map((field) => [field, because] as const),
  ),
);
