/** The accident insurance: a qualification that ends. */
export const INSURANCE = 'insurance';
/** The training before the first service. */
export const PRE_SERVICE_TRAINING = 'pre-service-training';
